/* pipe_scene.h - what the suites of the pipe share. */
#ifndef TESTS_PIPE_SCENE_H
#define TESTS_PIPE_SCENE_H

#include <stdbool.h>
#include <stddef.h>

#include "mp/pipe.h"
#include "mp/process.h"

extern struct mp_pipe pair[2];

void make_pair(enum mp_pipe_ways ways);
void close_pair(void);

struct mp_process start_child(mp_process_fn *body, void *arg);
void join_child(struct mp_process *p, int exitcode);

/* Bytes that tell their message and place. */
void fill_message(unsigned char *data, size_t size, unsigned number);
bool is_message(const unsigned char *data, size_t size, unsigned number);

/* Since start at least timeout ns have gone by, and not so many that it is a
 * hang. */
void took_about(int64_t start, int64_t timeout);

enum { BIG = 16 << 20 };

/* A body: send BIG bytes of message 1; their receiver. */
int send_big(void *end);
void receive_big(struct mp_pipe *end, unsigned number);

#endif
