#include "mp/futex.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "mp/clock.h"

void mp_futex_wait(atomic_uint *word, unsigned seen, int64_t timeout)
{
    int saved = errno;
    struct timespec limit = mp_clock_timespec(timeout < 0 ? 0 : timeout);

    syscall(SYS_futex, word, FUTEX_WAIT, seen, timeout < 0 ? NULL : &limit,
            NULL, 0);
    errno = saved;
}

void mp_futex_wake(atomic_uint *word, int count)
{
    int saved = errno;

    syscall(SYS_futex, word, FUTEX_WAKE, count, NULL, NULL, 0);
    errno = saved;
}

void mp_futex_pause(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}
