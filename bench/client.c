/* A load client for WebSockets: thousands of sockets, one thread, no library.

   client PORT PATHS [HEADER]; then one command a line on standard input, one JSON object a line as the answer. PATHS
   is one path, or several with spaces between them, which the sockets take in turn.

   connect N W   open N more sockets, at most W under way at a time, each until its first state has come
   storm N MS    the same, each at an instant of its own within so many milliseconds
   return MS     each lost socket reconnects as static/js/lib/live/socket.js does it: at a random instant of the first so many milliseconds,
                 then of twice as many, and of 10/3 times as many at most; the answer comes when all are back and have a state again
   await         until every socket that reads has been sent one more state: when, in nanoseconds of CLOCK_MONOTONIC
   stall N       N more sockets read no more
   idle S        listen for S seconds: frames, bytes, the longest silence of a socket
   drop          close all

   A frame of 100 bytes or more is a state; shorter ones (keep-alives) are counted, and a ping is answered with its own bytes.

   connect, storm, await and return are given up with {"error": "..."} once no socket has got a state for GIVEN_UP_S seconds. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTING, ANSWERED_SOON, OPEN, GONE, AWAY };
enum { MOST = 65536, STATE_BYTES = 100, EVENTS = 512, GIVEN_UP_S = 60 };

typedef struct {
    int fd, state, stalled, tail;
    unsigned head_length;
    unsigned char head[10];
    uint64_t left, size;
    long states;
    int64_t last, heard, began, silence, due;
    int retry;
    unsigned char ping[125];
} Socket;

static Socket sockets[MOST];
static int count, wanted, under_way, window, established, lost, refused, stalled_count, poll_fd;
static long target, frames;
static int connecting, awaiting;
static uint64_t bytes;
static int64_t storm_ms, connect_began, idle_until, took[MOST];
static int64_t spread_ns, first_lost, second_began, progressed;
static int away, returned;
static long attempts, failed, in_this_second, busiest_second;
enum { MOST_PATHS = 16 };
static char requests[MOST_PATHS][1024];
static int paths;
static struct sockaddr_in address;
static unsigned char buffer[1 << 18];

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int by_size(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void gone(Socket *s);

static void dial(uint32_t index) {
    Socket *s = &sockets[index];
    memset(s, 0, offsetof(Socket, due));
    s->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (s->fd < 0) { perror("socket"); exit(1); }
    s->began = now();
    if (connect(s->fd, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS) { gone(s); return; }
    struct epoll_event event = {.events = EPOLLOUT, .data.u32 = index};
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, s->fd, &event);
}

static void open_one(void) {
    sockets[count].retry = 0;
    dial((uint32_t)count++);
    under_way++;
}

static void fill_window(void) {
    while (count < wanted && under_way < window && now() >= connect_began + storm_ms * 1000000 * count / wanted) open_one();
}

/* Answer connect or storm once each socket has its first state, or has been refused. */
static void check_connected(void) {
    if (established + refused < wanted) return;
    connecting = 0;
    if (!established) { printf("{\"error\": \"none of %d sockets could connect\"}\n", wanted); return; }
    qsort(took, (size_t)established, sizeof took[0], by_size);
    printf("{\"seconds\": %.6f, \"lost\": %d, \"p50\": %lld, \"p99\": %lld, \"max\": %lld}\n", (double)(now() - connect_began) / 1e9, lost,
           (long long)took[established / 2], (long long)took[established * 99 / 100], (long long)took[established - 1]);
}

/* Full jitter, as the page has it. */
static void leave(Socket *s) {
    const int64_t longest = spread_ns * 10 / 3;
    int64_t within = s->retry < 8 ? spread_ns << s->retry : longest;
    if (!first_lost) first_lost = progressed = now();
    if (s->states) away++; else failed++;
    s->states = 0;
    s->retry++;
    s->due = now() + (int64_t)(drand48() * (double)(within < longest ? within : longest));
    s->state = AWAY;
    close(s->fd);
}

static void bring_back(void) {
    int64_t at = now();
    if (at - second_began >= 1000000000) second_began = at, in_this_second = 0;
    for (int i = 0; i < count; i++) {
        if (sockets[i].state != AWAY || sockets[i].due > at) continue;
        attempts++;
        if (++in_this_second > busiest_second) busiest_second = in_this_second;
        dial((uint32_t)i);
    }
}

static void is_back(Socket *s) {
    took[returned++] = s->last - s->began;
    s->retry = 0;
    if (--away) return;
    qsort(took, (size_t)returned, sizeof took[0], by_size);
    printf("{\"seconds\": %.6f, \"attempts\": %ld, \"failed\": %ld, \"busiest\": %ld, \"p50\": %lld, \"p99\": %lld, \"max\": %lld}\n",
           (double)(now() - first_lost) / 1e9, attempts, failed, busiest_second, (long long)took[returned / 2],
           (long long)took[returned * 99 / 100], (long long)took[returned - 1]);
    first_lost = attempts = failed = busiest_second = returned = 0;
    fflush(stdout);
}

static void gone(Socket *s) {
    if (s->state == GONE || s->state == AWAY) return;
    if (spread_ns && established) { leave(s); return; }
    if (s->states == 0) under_way--, refused++;
    s->state = GONE;
    lost++;
    close(s->fd);
}

static void check_await(void) {
    static int64_t times[MOST];
    int n = 0;
    for (int i = 0; i < count; i++) {
        Socket *s = &sockets[i];
        if (s->state != OPEN || s->stalled) continue;
        if (s->states < target) return;
        times[n++] = s->last;
    }
    awaiting = 0;
    if (n == 0) { printf("{\"error\": \"none of %d sockets is open\"}\n", count); return; }
    qsort(times, (size_t)n, sizeof times[0], by_size);
    printf("{\"min\": %lld, \"p50\": %lld, \"p99\": %lld, \"max\": %lld, \"sockets\": %d, \"bytes\": %llu}\n", (long long)times[0],
           (long long)times[n / 2], (long long)times[n * 99 / 100], (long long)times[n - 1], n, (unsigned long long)bytes);
}

static int is_ping(const Socket *s) { return (s->head[0] & 15) == 9 && s->size <= sizeof s->ping; }

static void frame_done(Socket *s) {
    frames++;
    int64_t at = now();
    if (at - s->heard > s->silence && s->heard) s->silence = at - s->heard;
    s->heard = at;
    if (is_ping(s)) {
        unsigned char pong[6 + sizeof s->ping] = {0x8A, (unsigned char)(0x80 | s->size)};
        memcpy(pong + 6, s->ping, s->size);
        if (send(s->fd, pong, 6 + s->size, 0) != (ssize_t)(6 + s->size)) gone(s);
        return;
    }
    if (s->size < STATE_BYTES) return;
    s->last = progressed = at;
    if (s->states++ == 0 && away) is_back(s);
    else if (s->states == 1) {
        took[established++] = at - s->began;
        under_way--;
    }
}

/* Walk over whole and partial frames; payloads are skipped, and only a ping's is kept. */
static void frames_in(Socket *s, const unsigned char *data, size_t length) {
    while (length) {
        if (s->left) {
            size_t part = length < s->left ? length : (size_t)s->left;
            if (is_ping(s)) memcpy(s->ping + s->size - s->left, data, part);
            s->left -= part, data += part, length -= part;
            if (!s->left) frame_done(s);
            continue;
        }
        s->head[s->head_length++] = *data++, length--;
        if (s->head_length < 2) continue;
        unsigned need = s->head[1] == 126 ? 4 : s->head[1] == 127 ? 10 : 2;
        if (s->head_length < need) continue;
        s->size = need == 2 ? s->head[1] : 0;
        for (unsigned i = 2; i < need; i++) s->size = s->size << 8 | s->head[i];
        s->left = s->size, s->head_length = 0;
        if ((s->head[0] & 15) == 8) { gone(s); return; }
        if (!s->left) frame_done(s);
    }
}

static void readable(Socket *s) {
    for (;;) {
        ssize_t n = recv(s->fd, buffer, sizeof buffer, 0);
        if (n == 0 || (n < 0 && errno != EAGAIN)) { gone(s); return; }
        if (n < 0) return;
        bytes += (uint64_t)n;
        unsigned char *data = buffer;
        size_t length = (size_t)n;
        while (s->state == ANSWERED_SOON && length) {
            static const char end[] = "\r\n\r\n";
            s->tail = *data == end[s->tail] ? s->tail + 1 : *data == '\r';
            data++, length--;
            if (s->tail == 4) {
                static const unsigned char hello[] = {0x81, 0x95, 0, 0, 0, 0, '{', '"', 't', '"', ':', '"', 'h', 'e', 'l', 'l', 'o', '"', ',', '"', 's', 'e', 'q', '"', ':', '0', '}'};
                s->state = OPEN;
                if (send(s->fd, hello, sizeof hello, 0) != (ssize_t)sizeof hello) { gone(s); return; }
            }
        }
        if (s->state == OPEN && length) frames_in(s, data, length);
        if (s->state >= GONE || (size_t)n < sizeof buffer) return;
    }
}

static void writable(Socket *s, uint32_t index) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error || send(s->fd, requests[index % (uint32_t)paths], strlen(requests[index % (uint32_t)paths]), 0) < 0) { gone(s); return; }
    s->state = ANSWERED_SOON;
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = index};
    epoll_ctl(poll_fd, EPOLL_CTL_MOD, s->fd, &event);
}

static void command(char *line) {
    int n = 0, w = 0;
    if (sscanf(line, "connect %d %d", &n, &w) == 2) {
        wanted += n, window = w, storm_ms = 0, connecting = 1, connect_began = progressed = now();
    } else if (sscanf(line, "storm %d %d", &n, &w) == 2) {
        wanted += n, window = n, storm_ms = w, connecting = 1, connect_began = progressed = now();
    } else if (sscanf(line, "return %d", &w) == 1) {
        spread_ns = (int64_t)w * 1000000;
        printf("{}\n");
    } else if (!strncmp(line, "await", 5)) {
        if (!target) target = 1;
        target++, awaiting = 1, progressed = now();
    } else if (sscanf(line, "stall %d", &n) == 1) {
        for (int i = 0; i < n; i++, stalled_count++) {
            sockets[stalled_count].stalled = 1;
            epoll_ctl(poll_fd, EPOLL_CTL_DEL, sockets[stalled_count].fd, NULL);
        }
        printf("{\"stalled\": %d}\n", stalled_count);
    } else if (sscanf(line, "idle %d", &n) == 1) {
        idle_until = now() + (int64_t)n * 1000000000, frames = 0, bytes = 0;
        for (int i = 0; i < count; i++) sockets[i].silence = 0, sockets[i].heard = now();
    } else if (!strncmp(line, "drop", 4)) {
        for (int i = 0; i < count; i++) if (sockets[i].state < GONE) close(sockets[i].fd);
        count = wanted = established = lost = refused = under_way = stalled_count = 0, target = 0;
        printf("{}\n");
    } else if (!strncmp(line, "lost", 4)) {
        printf("{\"lost\": %d}\n", lost);
    }
    fflush(stdout);
}

static void give_up(void) {
    int waiting = 0;
    for (int i = 0; i < count; i++) waiting += sockets[i].state < GONE && sockets[i].states < (awaiting ? target : 1);
    printf("{\"error\": \"no state for %d s: of %d sockets %d wait for one and %d are closed\"}\n", GIVEN_UP_S, wanted, waiting, lost + away);
    exit(1);
}

static void idle_over(void) {
    int64_t longest = 0, end = now();
    for (int i = 0; i < count; i++) {
        if (end - sockets[i].heard > sockets[i].silence) sockets[i].silence = end - sockets[i].heard;
        if (sockets[i].silence > longest) longest = sockets[i].silence;
    }
    idle_until = 0;
    printf("{\"frames\": %ld, \"bytes\": %llu, \"silence\": %lld, \"lost\": %d}\n", frames, (unsigned long long)bytes, (long long)longest, lost);
    fflush(stdout);
}

int main(int argc, char **argv) {
    if (argc < 3) return 2;
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)atoi(argv[1]));
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    for (char *path = strtok(argv[2], " "); path && paths < MOST_PATHS; path = strtok(NULL, " "))
        snprintf(requests[paths++], sizeof requests[0],
                 "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n%s%s"
                 "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                 path, argv[1], argc > 3 ? argv[3] : "", argc > 3 ? "\r\n" : "");
    poll_fd = epoll_create1(0);
    struct epoll_event input = {.events = EPOLLIN, .data.u32 = MOST};
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, 0, &input);
    struct epoll_event events[EVENTS];
    char line[256];
    for (;;) {
        /* While states are awaited, the client stays awake: each send of the server would otherwise pay for waking it. */
        int n = epoll_wait(poll_fd, events, EVENTS, awaiting ? 0 : count < wanted || away ? 1 : connecting || idle_until ? 100 : -1);
        for (int i = 0; i < n; i++) {
            uint32_t index = events[i].data.u32;
            if (index == MOST) {
                ssize_t length = read(0, line, sizeof line - 1);
                if (length <= 0) return 0;
                line[length] = 0;
                command(line);
            } else if (sockets[index].state == CONNECTING) writable(&sockets[index], index);
            else if (sockets[index].state < GONE) readable(&sockets[index]);
        }
        if (count < wanted) fill_window();
        if (away) bring_back();
        if (connecting) check_connected();
        if (awaiting) check_await();
        if ((connecting || awaiting || away) && now() - progressed > (int64_t)GIVEN_UP_S * 1000000000) give_up();
        if (idle_until && now() >= idle_until) idle_over();
        fflush(stdout);
    }
}
