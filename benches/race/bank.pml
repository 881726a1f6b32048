/* bank.pml - bank_racy as a model: spin tries every order of every step.
 *
 *     spin -a -DN=3 -DLEAST=2 bank.pml && gcc -o pan pan.c && ./pan
 *
 * Two tellers deposit 1 N times each, in two steps as everywhere here: read the
 * balance, write it plus one. No order leaves less than 2: that is asserted
 * where the last step has been made, and proved. With -DLEAST=3 it is refuted,
 * and the trail is the schedule that does it (make race-spin).
 *
 * -DCOUNT gives each state a memory of the way that led to it, so that two
 * orders never meet in one state: spin then walks through every order there is,
 * and says where it ends (gcc -DPRINTF -DNOREDUCE). N up to 7: 4 * N bits.
 */
#ifndef N
#define N 3
#endif
#ifndef LEAST
#define LEAST 2
#endif

byte balance, steps;

#ifdef COUNT
int history;
#define note(letter) history = 2 * history + _pid
#define ended        printf("end %d\n", balance)
#else
#define note(letter) printf("%c\n", letter + _pid)
#define ended        skip
#endif

active [2] proctype teller()
{
    byte seen, made;

end:
    do
    :: atomic { /* one step */
           made < N;
           seen = balance;
           steps++;
           note('a')
       }
       atomic { /* <-- between the two the other teller comes in */
           balance = seen + 1;
           made++;
           steps++;
           note('A');
           if
           :: steps == 4 * N -> ended; assert(balance >= LEAST)
           :: else
           fi
       }
    od
}
