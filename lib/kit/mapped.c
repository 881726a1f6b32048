#include "kit/mapped.h"

#include "kit/die.h"

struct mapped mapped_create(size_t n)
{
    struct mapped m = {
        .inputs = check_new(mp_array(n, sizeof *m.inputs), "shared memory"),
        .results = check_new(mp_array(n, sizeof *m.results), "shared memory"),
    };

    for (size_t i = 0; i < n; i++) {
        m.inputs[i] = (int)(i % 1000);
        m.results[i] = -1;
    }
    return m;
}

int mapped_square(const void *input, void *result)
{
    int x = *(const int *)input;

    *(int *)result = x * x;
    return 0;
}

void mapped_run(const struct mapped *m, struct mp_pool *pool, mp_task_fn *task,
                size_t n, size_t chunk, bool in_place)
{
    check(mp_pool_map(pool,
                      &(struct mp_map){.task = task,
                                       .n = n,
                                       .inputs = m->inputs,
                                       .input_size = sizeof *m->inputs,
                                       .results = m->results,
                                       .result_size = sizeof *m->results,
                                       .chunk = chunk,
                                       .in_place = in_place},
                      NULL),
          "map");
}

void mapped_expect(const struct mapped *m, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (m->results[i] != m->inputs[i] * m->inputs[i])
            die("result %zu is wrong", i);
        m->results[i] = -1;
    }
}
