/* The least that any server can do: the same bytes to every socket, one system call each, and nothing else.

   floor FILE prints its port, answers every request with an upgrade (the key is not looked at) and the frame in FILE,
   and writes that frame to all sockets for every line on standard input. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 65536, EVENTS = 512 };

int main(int argc, char **argv) {
    static char frame[1 << 20], data[1 << 16];
    static int sockets[MOST], greeted[MOST];
    static const char accepted[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    if (argc < 2) return 2;
    FILE *file = fopen(argv[1], "rb");
    if (!file) return 2;
    size_t length = fread(frame, 1, sizeof frame, file);
    fclose(file);
    int listening = socket(AF_INET, SOCK_STREAM, 0), count = 0, poll_fd = epoll_create1(0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listening, (struct sockaddr *)&address, size) || listen(listening, 2048)) return 1;
    getsockname(listening, (struct sockaddr *)&address, &size);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    struct epoll_event events[EVENTS], event = {.events = EPOLLIN, .data.u32 = 0};
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, 0, &event);
    event.data.u32 = 1;
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, listening, &event);
    for (;;) {
        int n = epoll_wait(poll_fd, events, EVENTS, -1);
        for (int i = 0; i < n; i++) {
            unsigned which = events[i].data.u32;
            if (which == 0) {
                if (read(0, data, sizeof data) <= 0) return 0;
                for (int s = 0; s < count; s++) send(sockets[s], frame, length, MSG_NOSIGNAL);
            } else if (which == 1) {
                int fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK);
                event.data.u32 = (unsigned)count + 2;
                epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &event);
                sockets[count++] = fd;
            } else {
                int s = (int)which - 2;
                if (recv(sockets[s], data, sizeof data, 0) <= 0) {
                    epoll_ctl(poll_fd, EPOLL_CTL_DEL, sockets[s], NULL);
                } else if (!greeted[s]++) {
                    send(sockets[s], accepted, sizeof accepted - 1, MSG_NOSIGNAL);
                } else {
                    send(sockets[s], frame, length, MSG_NOSIGNAL);
                }
            }
        }
    }
}
