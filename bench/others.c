/* The work of other programs: it fills the processor's caches with bytes of its own.

   others CORE walks through 64 MB on one processor for as many milliseconds as each line on standard input says, and
   then answers with a line. */

#define _GNU_SOURCE
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BYTES = 64 << 20, LINE = 64 };

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int main(int argc, char **argv) {
    unsigned char *memory = calloc(BYTES, 1);
    char line[32];
    if (argc < 2 || !memory) return 2;
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(atoi(argv[1]), &cores);
    sched_setaffinity(0, sizeof cores, &cores);
    while (fgets(line, sizeof line, stdin)) {
        int64_t until = now() + atoi(line);
        do
            for (size_t at = 0; at < BYTES; at += LINE) memory[at]++;
        while (now() < until);
        puts("done");
        fflush(stdout);
    }
    return 0;
}
