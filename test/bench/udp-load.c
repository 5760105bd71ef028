/*
 * A load of UDP, compiled by test/bench/udp.ts when it runs:
 *   echo PORT                                      sends every datagram back
 *   flood PORT CLIENTS SIZE SECONDS WINDOW         keeps so many datagrams of each client under way: "received seconds"
 *   pace PORT CLIENTS SIZE SECONDS RATE            sends so many a second in all: "sent received"
 *   ping PORT SIZE COUNT                           one at a time: "p50 p99", in microseconds
 * All on 127.0.0.1.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BATCH 64
#define BYTES 65536
#define MOST_CLIENTS 1024

static char memory[BATCH][2048];
static struct mmsghdr messages[BATCH];
static struct iovec pieces[BATCH];
static struct sockaddr_in names[BATCH];

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static struct sockaddr_in at(int port) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return a;
}

static void prepare(int with_names, size_t size) {
  for (int i = 0; i < BATCH; i++) {
    pieces[i] = (struct iovec){memory[i], size};
    messages[i].msg_hdr = (struct msghdr){.msg_iov = &pieces[i], .msg_iovlen = 1};
    if (with_names) {
      messages[i].msg_hdr.msg_name = &names[i];
      messages[i].msg_hdr.msg_namelen = sizeof names[i];
    }
  }
}

static int opened(int port, int connects) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), bytes = 4 << 20;
  struct sockaddr_in a = at(port);
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  if ((connects ? connect(fd, (void *)&a, sizeof a) : bind(fd, (void *)&a, sizeof a)) < 0) {
    perror("udp-load");
    exit(1);
  }
  return fd;
}

static int echo(int port) {
  int fd = opened(port, 0);
  struct pollfd wait = {.fd = fd, .events = POLLIN};
  prepare(1, sizeof memory[0]);
  for (;;) {
    poll(&wait, 1, -1);
    for (int i = 0; i < BATCH; i++) {
      pieces[i].iov_len = sizeof memory[0];
      messages[i].msg_hdr.msg_namelen = sizeof names[i];
    }
    int count = recvmmsg(fd, messages, BATCH, 0, NULL);
    for (int i = 0; i < count; i++) pieces[i].iov_len = messages[i].msg_len;
    for (int sent = 0; sent < count;) {
      int more = sendmmsg(fd, messages + sent, count - sent, 0);
      sent += more > 0 ? more : 1;
    }
  }
}

static int fds[MOST_CLIENTS], under_way[MOST_CLIENTS];

static int send_some(int fd, int count, size_t size) {
  for (int i = 0; i < count; i++) pieces[i].iov_len = size;
  int sent = sendmmsg(fd, messages, count, 0);
  return sent > 0 ? sent : 0;
}

static int take_some(int fd) {
  int all = 0, count;
  for (int i = 0; i < BATCH; i++) pieces[i].iov_len = sizeof memory[0];
  do {
    count = recvmmsg(fd, messages, BATCH, 0, NULL);
    if (count > 0) all += count;
  } while (count == BATCH);
  return all;
}

static int clients_of(int port, int clients) {
  int epoll = epoll_create1(0);
  for (int i = 0; i < clients; i++) {
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
    fds[i] = opened(port, 1);
    epoll_ctl(epoll, EPOLL_CTL_ADD, fds[i], &event);
  }
  return epoll;
}

static int flood(int port, int clients, size_t size, double seconds, int window) {
  int epoll = clients_of(port, clients);
  struct epoll_event events[BATCH];
  long received = 0;
  prepare(0, size);
  double begin = now(), end = begin + seconds;
  for (int i = 0; i < clients; i++) under_way[i] = send_some(fds[i], window < BATCH ? window : BATCH, size);
  while (now() < end) {
    int count = epoll_wait(epoll, events, BATCH, 20);
    if (count == 0)
      /* What is under way so long is lost. */
      for (int i = 0; i < clients; i++) under_way[i] = send_some(fds[i], window < BATCH ? window : BATCH, size);
    for (int e = 0; e < count; e++) {
      int i = events[e].data.u32, came = take_some(fds[i]);
      received += came;
      under_way[i] = under_way[i] > came ? under_way[i] - came : 0;
      while (under_way[i] < window) {
        int room = window - under_way[i], sent = send_some(fds[i], room < BATCH ? room : BATCH, size);
        if (sent == 0) break;
        under_way[i] += sent;
      }
    }
  }
  printf("%ld %f\n", received, now() - begin);
  return 0;
}

static int pace(int port, int clients, size_t size, double seconds, double rate) {
  int epoll = clients_of(port, clients);
  struct epoll_event events[BATCH];
  long sent = 0, received = 0;
  int next = 0;
  prepare(0, size);
  double begin = now(), quiet = 0;
  for (double t = begin; t < begin + seconds || t < quiet; t = now()) {
    long due = (t < begin + seconds ? t - begin : seconds) * rate - sent;
    for (; due > 0; due -= 8) {
      sent += send_some(fds[next], due < 8 ? due : 8, size);
      next = (next + 1) % clients;
    }
    int count = epoll_wait(epoll, events, BATCH, 1);
    for (int e = 0; e < count; e++) received += take_some(fds[events[e].data.u32]);
    if (count > 0 || quiet == 0) quiet = now() + 0.3;
  }
  printf("%ld %ld\n", sent, received);
  return 0;
}

static int by_size(const void *one, const void *other) {
  double difference = *(const double *)one - *(const double *)other;
  return difference < 0 ? -1 : difference > 0;
}

static int ping(int port, size_t size, int count) {
  int fd = opened(port, 1);
  struct pollfd wait = {.fd = fd, .events = POLLIN};
  double *times = malloc(count * sizeof *times);
  for (int i = -count / 10; i < count; i++) {
    double begin = now();
    if (send(fd, memory[0], size, 0) < 0 || poll(&wait, 1, 1000) != 1) {
      fprintf(stderr, "no answer\n");
      return 1;
    }
    recv(fd, memory[1], sizeof memory[1], 0);
    if (i >= 0) times[i] = (now() - begin) * 1e6;
  }
  qsort(times, count, sizeof *times, by_size);
  printf("%f %f\n", times[count / 2], times[count * 99 / 100]);
  return 0;
}

int main(int argc, char **argv) {
  const char *what = argc > 2 ? argv[1] : "";
  int port = argc > 2 ? atoi(argv[2]) : 0;
  if (!strcmp(what, "echo")) return echo(port);
  if (!strcmp(what, "flood") && argc == 7)
    return flood(port, atoi(argv[3]), atoi(argv[4]), atof(argv[5]), atoi(argv[6]));
  if (!strcmp(what, "pace") && argc == 7)
    return pace(port, atoi(argv[3]), atoi(argv[4]), atof(argv[5]), atof(argv[6]));
  if (!strcmp(what, "ping") && argc == 5) return ping(port, atoi(argv[3]), atoi(argv[4]));
  fprintf(stderr, "Usage: see the beginning of udp-load.c.\n");
  return 2;
}
