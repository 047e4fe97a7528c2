/*
 * One system call a line: what pjdfstest's helper program does for its cases. Reads lines from stdin, `call argument …`, answers each with one
 * line on stdout: `0`, a value, or the name of the errno. Descriptors are `#0`, `#1`, … in the order of `open` (those that failed count not).
 * `%XX` in an argument is a byte; `NULL` and `BAD` are addresses that no process may read. All state (umask, directory, descriptors) ends with
 * the process.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_ARGUMENTS 16
#define MAX_FILES 64

static char *argument[MAX_ARGUMENTS];
static int count;
static int files[MAX_FILES];
static int opened;
static pid_t running;
static char text[1 << 17];

struct word { const char *name; long value; };

static const struct word FLAGS[] = {
	{"O_RDONLY", O_RDONLY}, {"O_WRONLY", O_WRONLY}, {"O_RDWR", O_RDWR}, {"O_CREAT", O_CREAT}, {"O_EXCL", O_EXCL}, {"O_TRUNC", O_TRUNC},
	{"O_APPEND", O_APPEND}, {"O_NONBLOCK", O_NONBLOCK}, {"O_NOFOLLOW", O_NOFOLLOW}, {"O_DIRECTORY", O_DIRECTORY}, {"O_SYNC", O_SYNC},
	{"O_PATH", O_PATH}, {"O_TMPFILE", O_TMPFILE}, {"O_DIRECT", O_DIRECT}, {"AT_SYMLINK_NOFOLLOW", AT_SYMLINK_NOFOLLOW},
	{"RENAME_NOREPLACE", RENAME_NOREPLACE}, {"RENAME_EXCHANGE", RENAME_EXCHANGE}, {"KEEP_SIZE", FALLOC_FL_KEEP_SIZE},
	{"PUNCH_HOLE", FALLOC_FL_PUNCH_HOLE}, {"SEEK_SET", SEEK_SET}, {"SEEK_CUR", SEEK_CUR}, {"SEEK_END", SEEK_END}, {"SEEK_DATA", SEEK_DATA},
	{"SEEK_HOLE", SEEK_HOLE}, {"LOCK_EX", LOCK_EX}, {"LOCK_SH", LOCK_SH}, {"LOCK_UN", LOCK_UN}, {"LOCK_NB", LOCK_NB}, {"F_OK", F_OK},
	{"R_OK", R_OK}, {"W_OK", W_OK}, {"X_OK", X_OK}, {"NAME_MAX", _PC_NAME_MAX}, {"PATH_MAX", _PC_PATH_MAX}, {"UTIME_NOW", UTIME_NOW},
	{"UTIME_OMIT", UTIME_OMIT}, {NULL, 0},
};

static void fail(const char *why) {
	fprintf(stderr, "syscalls: %s: %s\n", why, count > 0 ? argument[0] : "");
	exit(2);
}

/* Flags joined by commas, or a number (octal where it starts with 0). */
static long number(int at) {
	if (at >= count) return 0;
	long sum = 0;
	char copy[512];
	snprintf(copy, sizeof copy, "%s", argument[at]);
	for (char *part = strtok(copy, ","); part != NULL; part = strtok(NULL, ",")) {
		const struct word *word = FLAGS;
		while (word->name != NULL && strcmp(word->name, part) != 0) word++;
		if (word->name != NULL) { sum |= word->value; continue; }
		char *end;
		sum |= strtol(part, &end, 0);
		if (*end != 0) fail(part);
	}
	return sum;
}

static char *path(int at) {
	if (at >= count) fail("an argument is missing");
	if (strcmp(argument[at], "NULL") == 0) return NULL;
	if (strcmp(argument[at], "BAD") == 0) return (char *)(uintptr_t)0xdeadc0de;
	return argument[at];
}

static int file(int at) {
	if (at >= count || argument[at][0] != '#') fail("a descriptor is missing");
	int place = atoi(argument[at] + 1);
	return place < opened ? files[place] : -1;
}

static void say(long result) {
	const char *name = result < 0 ? strerrorname_np(errno) : NULL;
	if (name != NULL) printf("%s\n", name);
	else printf("%ld\n", result);
}

/* As `say`, for what gives a descriptor. */
static void keep(int descriptor) {
	if (descriptor >= 0) {
		if (opened == MAX_FILES) fail("too many files");
		files[opened++] = descriptor;
	}
	say(descriptor < 0 ? -1 : 0);
}

static void unescape(char *word) {
	char *to = word;
	for (char *from = word; *from != 0; from++) {
		unsigned byte;
		if (*from == '%' && sscanf(from + 1, "%2x", &byte) == 1) { *to++ = (char)byte; from += 2; }
		else *to++ = *from;
	}
	*to = 0;
}

static const char *type_of(mode_t mode) {
	if (S_ISREG(mode)) return "regular";
	if (S_ISDIR(mode)) return "dir";
	if (S_ISLNK(mode)) return "symlink";
	if (S_ISFIFO(mode)) return "fifo";
	if (S_ISSOCK(mode)) return "socket";
	return S_ISBLK(mode) ? "block" : "char";
}

static void show_time(struct timespec time) { printf("%lld.%09ld", (long long)time.tv_sec, time.tv_nsec); }

static void show(int failed, const struct stat *stat, int at) {
	if (failed) { say(-1); return; }
	char *wanted = argument[at];
	for (char *field = strtok(wanted, ","); field != NULL; field = strtok(NULL, ",")) {
		if (field != wanted) putchar(',');
		if (strcmp(field, "type") == 0) printf("%s", type_of(stat->st_mode));
		else if (strcmp(field, "mode") == 0) printf("%04o", stat->st_mode & 07777);
		else if (strcmp(field, "inode") == 0) printf("%llu", (unsigned long long)stat->st_ino);
		else if (strcmp(field, "device") == 0) printf("%llu", (unsigned long long)stat->st_dev);
		else if (strcmp(field, "rdev") == 0) printf("%u:%u", major(stat->st_rdev), minor(stat->st_rdev));
		else if (strcmp(field, "nlink") == 0) printf("%llu", (unsigned long long)stat->st_nlink);
		else if (strcmp(field, "uid") == 0) printf("%u", stat->st_uid);
		else if (strcmp(field, "gid") == 0) printf("%u", stat->st_gid);
		else if (strcmp(field, "size") == 0) printf("%lld", (long long)stat->st_size);
		else if (strcmp(field, "blocks") == 0) printf("%lld", (long long)stat->st_blocks);
		else if (strcmp(field, "atime") == 0) show_time(stat->st_atim);
		else if (strcmp(field, "mtime") == 0) show_time(stat->st_mtim);
		else if (strcmp(field, "ctime") == 0) show_time(stat->st_ctim);
		else fail(field);
	}
	putchar('\n');
}

/* Bytes as text: printable ones as they are, others %XX, runs of more than 8 as `byte*count`. */
static void show_bytes(const unsigned char *bytes, long length) {
	for (long at = 0; at < length;) {
		long end = at + 1;
		while (end < length && bytes[end] == bytes[at]) end++;
		long times = end - at > 8 ? 1 : end - at;
		for (long each = 0; each < times; each++) {
			if (bytes[at] > 32 && bytes[at] < 127 && bytes[at] != '%') putchar(bytes[at]);
			else printf("%%%02x", bytes[at]);
		}
		if (end - at > 8) printf("*%ld;", end - at);
		at = end;
	}
	putchar('\n');
}

static struct timespec time_at(int at) {
	struct timespec time = {0, 0};
	char *end;
	if (strncmp(argument[at], "UTIME_", 6) == 0) { time.tv_nsec = number(at); return time; }
	time.tv_sec = strtoll(argument[at], &end, 10);
	if (*end == '.') time.tv_nsec = strtol(end + 1, NULL, 10); /* nanoseconds, all nine digits */
	return time;
}

static int bind_at(const char *name, int connecting) {
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	if (name == NULL || strlen(name) >= sizeof address.sun_path) { errno = ENAMETOOLONG; return -1; }
	strcpy(address.sun_path, name);
	int socket_file = socket(AF_UNIX, SOCK_STREAM, 0);
	int result = connecting ? connect(socket_file, (void *)&address, sizeof address) : bind(socket_file, (void *)&address, sizeof address);
	int error = errno;
	if (result == 0 && !connecting) listen(socket_file, 4);
	if (result != 0 || connecting) close(socket_file); /* a listening socket stays open till the end */
	errno = error;
	return result;
}

static int by_name(const void *left, const void *right) { return strcmp(*(char *const *)left, *(char *const *)right); }

/* Names in a directory, sorted, without . and .., with their d_type. */
static void list(DIR *directory) {
	static char *names[65536];
	long length = 0;
	if (directory == NULL) { say(-1); return; }
	for (struct dirent *entry; (entry = readdir(directory)) != NULL && length < 65536;)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) names[length++] = strdup(entry->d_name);
	closedir(directory);
	qsort(names, (size_t)length, sizeof *names, by_name);
	if (count > 2) printf("%ld", length); /* `list PATH count` */
	else for (long at = 0; at < length; at++) printf("%s%s", at > 0 ? "," : "", names[at]);
	printf("%s\n", length == 0 && count <= 2 ? "-" : "");
}

static void map(void) { /* map #0 SIZE, or: map #0 SIZE OFFSET BYTES, which writes through the mapping and msyncs */
	size_t size = (size_t)number(2);
	int writes = count > 3;
	unsigned char *memory = mmap(NULL, size, writes ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, file(1), 0);
	if (memory == MAP_FAILED) { say(-1); return; }
	if (writes) {
		memcpy(memory + number(3), argument[4], strlen(argument[4]));
		say(msync(memory, size, MS_SYNC));
	} else show_bytes(memory, (long)size);
	munmap(memory, size);
}

static long lock(void) { /* fcntl lock of the whole file by a child, so that locks of this process are asked about */
	pid_t child = fork();
	if (child == 0) {
		struct flock wanted = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
		int other = open(path(1), O_RDWR);
		_exit(other >= 0 && fcntl(other, F_SETLK, &wanted) == 0 ? 0 : errno);
	}
	int status;
	waitpid(child, &status, 0);
	errno = WEXITSTATUS(status);
	return errno == 0 ? 0 : -1;
}

static void execute(void) {
	const char *call = argument[0];
	struct stat stat_buffer;
	struct timespec times[2];
#define IS(name) (strcmp(call, name) == 0)
	if (IS("open")) keep(open(path(1), (int)number(2), (mode_t)number(3)));
	else if (IS("create")) {
		int descriptor = open(path(1), O_CREAT | O_EXCL | O_RDWR, (mode_t)number(2));
		if (descriptor >= 0) close(descriptor);
		say(descriptor < 0 ? -1 : 0);
	} else if (IS("close")) say(close(file(1)));
	else if (IS("unlink")) say(unlink(path(1)));
	else if (IS("mkdir")) say(mkdir(path(1), (mode_t)number(2)));
	else if (IS("rmdir")) say(rmdir(path(1)));
	else if (IS("remove_at")) say(unlinkat(AT_FDCWD, path(1), (int)number(2)));
	else if (IS("link")) say(link(path(1), path(2)));
	else if (IS("symlink")) say(symlink(path(1), path(2)));
	else if (IS("readlink")) {
		long length = readlink(path(1), text, sizeof text);
		if (length < 0) say(-1);
		else printf("%.*s\n", (int)length, text);
	} else if (IS("rename")) say(rename(path(1), path(2)));
	else if (IS("renameat2")) say(renameat2(AT_FDCWD, path(1), AT_FDCWD, path(2), (unsigned)number(3)));
	else if (IS("mkfifo")) say(mkfifo(path(1), (mode_t)number(2)));
	else if (IS("mknod")) {
		mode_t type = *argument[2] == 'f' ? S_IFIFO : *argument[2] == 'b' ? S_IFBLK : *argument[2] == 'c' ? S_IFCHR : S_IFREG;
		say(mknod(path(1), type | (mode_t)number(3), makedev((unsigned)number(4), (unsigned)number(5))));
	} else if (IS("bind")) say(bind_at(path(1), 0));
	else if (IS("connect")) say(bind_at(path(1), 1));
	else if (IS("chmod")) say(chmod(path(1), (mode_t)number(2)));
	else if (IS("fchmod")) say(fchmod(file(1), (mode_t)number(2)));
	else if (IS("chown")) say(chown(path(1), (uid_t)number(2), (gid_t)number(3)));
	else if (IS("fchown")) say(fchown(file(1), (uid_t)number(2), (gid_t)number(3)));
	else if (IS("lchown")) say(lchown(path(1), (uid_t)number(2), (gid_t)number(3)));
	else if (IS("truncate")) say(syscall(SYS_truncate, path(1), number(2)));
	else if (IS("ftruncate")) say(ftruncate(file(1), number(2)));
	else if (IS("stat")) show(syscall(SYS_newfstatat, AT_FDCWD, path(1), &stat_buffer, 0) != 0, &stat_buffer, 2);
	else if (IS("lstat")) show(syscall(SYS_newfstatat, AT_FDCWD, path(1), &stat_buffer, AT_SYMLINK_NOFOLLOW) != 0, &stat_buffer, 2);
	else if (IS("fstat")) show(fstat(file(1), &stat_buffer), &stat_buffer, 2);
	else if (IS("utimensat")) {
		times[0] = time_at(2);
		times[1] = time_at(3);
		say(syscall(SYS_utimensat, AT_FDCWD, path(1), times, (int)number(4)));
	} else if (IS("futimens")) {
		times[0] = time_at(2);
		times[1] = time_at(3);
		say(futimens(file(1), times));
	} else if (IS("posix_fallocate")) {
		errno = posix_fallocate(file(1), number(2), number(3));
		say(errno == 0 ? 0 : -1);
	} else if (IS("fallocate")) say(fallocate(file(1), (int)number(2), number(3), number(4)));
	else if (IS("write")) say(write(file(1), argument[2], strlen(argument[2])));
	else if (IS("pwrite")) say(pwrite(file(1), argument[2], strlen(argument[2]), number(3)));
	else if (IS("read") || IS("pread")) {
		long length = IS("read") ? read(file(1), text, (size_t)number(2)) : pread(file(1), text, (size_t)number(2), number(3));
		if (length < 0) say(-1);
		else if (length == 0) printf("-\n");
		else show_bytes((unsigned char *)text, length);
	} else if (IS("lseek")) say(lseek(file(1), number(2), (int)number(3)));
	else if (IS("fsync")) say(fsync(file(1)));
	else if (IS("fdatasync")) say(fdatasync(file(1)));
	else if (IS("access")) say(access(path(1), (int)number(2)));
	else if (IS("pathconf")) say(pathconf(path(1), (int)number(2)));
	else if (IS("chdir")) say(chdir(path(1)));
	else if (IS("list")) list(opendir(path(1)));
	else if (IS("map")) map();
	else if (IS("flock")) say(flock(file(1), (int)number(2)));
	else if (IS("lock")) {
		struct flock wanted = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
		say(fcntl(file(1), F_SETLK, &wanted));
	} else if (IS("lock_elsewhere")) say(lock());
	else if (IS("umask")) { umask((mode_t)number(1)); say(0); }
	else if (IS("sleep")) { usleep((useconds_t)number(1) * 1000); say(0); }
	else if (IS("copy")) { /* a program, to run it */
		int from = open(path(1), O_RDONLY), to = open(path(2), O_WRONLY | O_CREAT | O_TRUNC, 0755);
		long length = -1;
		while (from >= 0 && to >= 0 && (length = read(from, text, sizeof text)) > 0)
			if (write(to, text, (size_t)length) != length) { length = -1; break; }
		int closed = close(to);
		say(length < 0 ? -1 : closed);
		close(from);
	} else if (IS("run")) {
		running = fork();
		if (running == 0) { execl(path(1), path(1), "5", NULL); _exit(127); }
		usleep(100000);
		say(running < 0 ? -1 : 0);
	} else if (IS("kill")) {
		kill(running, SIGKILL);
		waitpid(running, NULL, 0);
		say(0);
	} else fail("no such call");
}

int main(void) {
	static char line[1 << 17];
	umask(0);
	signal(SIGPIPE, SIG_IGN);
	while (fgets(line, sizeof line, stdin) != NULL) {
		count = 0;
		for (char *word = strtok(line, " \n"); word != NULL && count < MAX_ARGUMENTS; word = strtok(NULL, " \n")) argument[count++] = word;
		if (count == 0) continue;
		for (int at = 0; at < count; at++) unescape(argument[at]);
		execute();
		fflush(stdout);
	}
	return 0;
}
