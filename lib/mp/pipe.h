/* pipe.h - messages between two ends (mp.Pipe).
 *
 *     struct mp_pipe ends[2];
 *     mp_pipe(ends, MP_DUPLEX);
 *     mp_pipe_send(&ends[0], &x, sizeof x);
 *     mp_pipe_recv(&ends[1], &x, sizeof x, NULL);
 *
 * A message is a run of bytes, 0 to MP_PIPE_MAX of them; what is sent by one
 * call is received by one call, however long. A pair of kernel pipes (one for a
 * one-way pipe), with the length in front of each message.
 *
 * A struct mp_pipe lies in each process's own memory, never in shared memory:
 * descriptors and buffer are the process's own.
 *
 * An end belongs to one process, and to one thread, at a time: it reads ahead,
 * so bytes may wait in its buffer. After a start each process closes the end
 * that is not its own; as long as any process has an end open, its peer
 * is not told that it is gone.
 *
 * Blocking: send waits while the kernel's buffer is full (64 KiB as a rule, 256
 * from the first message of 32 KiB on).
 * Two ends that both send more than that before either receives wait for each
 * other for ever, as in Python; let one receive first, or give send a timeout.
 *
 * Death: when the peer is closed or dead, recv delivers what was sent whole and
 * then ENODATA; a message that the peer died in is never delivered, recv says
 * EPROTO once instead. send returns EPIPE, and never kills by SIGPIPE: the
 * first mp_pipe of a process sets SIGPIPE to ignored where it stands at its
 * default.
 */
#ifndef MP_PIPE_H
#define MP_PIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum mp_pipe_ways {
    MP_ONE_WAY, /* ends[0] receives, ends[1] sends, as Pipe(duplex=False) */
    MP_DUPLEX   /* both do both */
};

#define MP_PIPE_MAX ((size_t)1 << 30) /* the longest message, in bytes */

/* One end. The fields are the library's; a copy is not a second end. */
struct mp_pipe {
    int rfd;              /* -1: does not receive, or closed */
    int wfd;              /* -1: does not send, or closed */
    bool wide;            /* the buffer behind wfd has been made larger */
    size_t start, filled; /* the bytes of ahead that are not yet received */
    unsigned char *ahead; /* read-ahead buffer, made at the first receive */
};

/* Make a pipe. Descriptors are close-on-exec.
 * EMFILE, ENFILE, ENOMEM: nothing was made. */
int mp_pipe(struct mp_pipe ends[2], enum mp_pipe_ways ways);

/* Close this process's copy of an end, and free its buffer. Twice is harmless.
 */
void mp_pipe_close(struct mp_pipe *end);

/* Send one message of size bytes (0 is a message too).
 * EPIPE: the peer is gone. EBADF: this end does not send, or is closed.
 * EMSGSIZE: longer than MP_PIPE_MAX. Nothing of it is then received. */
int mp_pipe_send(struct mp_pipe *end, const void *data, size_t size);

/* The same with a timeout. EAGAIN, ETIMEDOUT: not a byte was sent. A message
 * that has begun to go out is finished, however long the peer takes: a broken
 * one would end the conversation. */
int mp_pipe_send_timed(struct mp_pipe *end, const void *data, size_t size,
                       int64_t timeout);

/* Receive one message of up to size bytes; its length goes to *length (which
 * may be NULL). Waits for one. EMSGSIZE: it is longer; *length says how long,
 * the message stays. ENODATA: the peer is gone and all is received. EPROTO: it
 * went in mid-message; ENODATA from then on. EBADF: this end does not receive,
 * or is closed. ENOMEM: no memory for the read-ahead buffer; nothing is lost.
 */
int mp_pipe_recv(struct mp_pipe *end, void *data, size_t size, size_t *length);

/* The same with a timeout, for a message to begin. EAGAIN, ETIMEDOUT. */
int mp_pipe_recv_timed(struct mp_pipe *end, void *data, size_t size,
                       size_t *length, int64_t timeout);

/* Is there something to receive (a message, or the end)? 0: yes, recv will not
 * wait for one to begin. EAGAIN, ETIMEDOUT: no. EBADF as above. Takes nothing.
 */
int mp_pipe_poll(struct mp_pipe *end, int64_t timeout);

#endif
