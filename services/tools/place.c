/* Finding the installation, and the options that tools share. */
#include "place.h"

#include <errno.h>
#include <ftw.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/invariant.h"

static enum err keep(const char *from, char to[DIRECTORY_BYTES_MAX + 1], struct fault *fault)
{
    if (strlen(from) > DIRECTORY_BYTES_MAX) {
        fault_set(fault, "%.80s...: longer than %u bytes", from, DIRECTORY_BYTES_MAX);
        return ERR_LIMIT;
    }
    memcpy(to, from, strlen(from) + 1);
    return OK;
}

/* The same without detours, as far as its folders exist: a socket's address has little room. */
static enum err keep_straight(char *whole, char to[DIRECTORY_BYTES_MAX + 1], struct fault *fault)
{
    char real[PATH_MAX], straight[3 * PATH_MAX];
    char *end = whole + strlen(whole);

    for (;;) {
        char cut = *end;

        *end = '\0';
        bool found = realpath(end == whole ? "/" : whole, real) != NULL;
        *end = cut;
        if (found)
            break;
        do
            end--;
        while (*end != '/');
    }
    if (*end == '\0')
        return keep(real, to, fault);
    snprintf(straight, sizeof straight, "%s%s", strcmp(real, "/") == 0 ? "" : real, end);
    return keep(straight, to, fault);
}

/* Relative to where the tool was called. */
static enum err keep_absolute(const char *from, char to[DIRECTORY_BYTES_MAX + 1], struct fault *fault)
{
    char here[PATH_MAX], whole[2 * PATH_MAX];

    if (*from == '/')
        return keep(from, to, fault);
    if (getcwd(here, sizeof here) == NULL) {
        fault_set(fault, "the current folder: %s", strerror(errno));
        return ERR_IO;
    }
    snprintf(whole, sizeof whole, "%s/%.*s", here, PATH_MAX - 1, from);
    return keep_straight(whole, to, fault);
}

static enum err usual_dir(char to[DIRECTORY_BYTES_MAX + 1], struct fault *fault)
{
    const char *named = getenv("MADOGUCHI_DIR"), *home = getenv("HOME");

    if (named != NULL && *named != '\0')
        return keep_absolute(named, to, fault);
    if (geteuid() == 0)
        return keep("/var/lib/madoguchi", to, fault);
    if (home == NULL || *home != '/' || strlen(home) > DIRECTORY_BYTES_MAX) {
        fault_set(fault, "no home folder; give --dir");
        return ERR_NOT_FOUND;
    }
    return keep(path_format("%s/.local/share/madoguchi", home).at, to, fault);
}

static enum err find_bin(char to[DIRECTORY_BYTES_MAX + 1], struct fault *fault)
{
    char exe[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", exe, sizeof exe - 1);

    if (len <= 0) {
        fault_set(fault, "/proc/self/exe: %s", strerror(errno));
        return ERR_IO;
    }
    exe[len] = '\0';
    *strrchr(exe, '/') = '\0';
    return keep(exe, to, fault);
}

static enum err find_config(const struct place *place, char to[DIRECTORY_BYTES_MAX + 1], struct fault *fault)
{
    const char *named = getenv("MADOGUCHI_CONFIG");
    struct path own = path_format("%s/config", place->dir), tree = path_format("%s/../../../config", place->bin);
    char real[PATH_MAX];

    if (access(own.at, R_OK) == 0)
        return keep(own.at, to, fault);
    if (named != NULL && *named != '\0')
        return keep_absolute(named, to, fault);
    if (access(path_format("%s/office.yaml", tree.at).at, R_OK) == 0 && realpath(tree.at, real) != NULL)
        return keep(real, to, fault);
    return keep("/usr/share/madoguchi/config", to, fault);
}

/* What is put beside a folder has its name with something behind: NAME/ would lead into it. */
static void strip_slashes(char *path)
{
    size_t len = strlen(path);

    while (len > 1 && path[len - 1] == '/')
        path[--len] = '\0';
}

enum err place_find(const char *dir, const char *keys, struct place *ret, struct fault *ret_fault)
{
    struct place place = { .dir = "" };

    TRY(dir != NULL ? keep_absolute(dir, place.dir, ret_fault) : usual_dir(place.dir, ret_fault));
    strip_slashes(place.dir);
    TRY(keys != NULL ? keep_absolute(keys, place.keys, ret_fault) : keep(path_format("%s-keys", place.dir).at, place.keys, ret_fault));
    strip_slashes(place.keys);
    TRY(find_bin(place.bin, ret_fault));
    TRY(find_config(&place, place.config, ret_fault));
    *ret = place;
    return OK;
}

/* ---- Folders ----------------------------------------------------------------------------------- */

enum err folder_make(const char *path, struct fault *ret_fault)
{
    struct path part = path_format("%s", path);

    must(*path == '/');
    for (char *at = part.at + 1;; at++) {
        char cut = *at;

        if (cut != '/' && cut != '\0')
            continue;
        *at = '\0';
        if (mkdir(part.at, 0700) != 0 && errno != EEXIST) {
            fault_set(ret_fault, "%s: %s", part.at, strerror(errno));
            return errno == EACCES ? ERR_DENIED : ERR_IO;
        }
        if (cut == '\0')
            return OK;
        *at = cut;
    }
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *walk)
{
    (void)about;
    (void)kind;
    (void)walk;
    return remove(path);
}

void folder_remove(const char *path)
{
    must(strlen(path) > 1);
    (void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

/* ---- Options ----------------------------------------------------------------------------------- */

enum { ARG_DIR = 256, ARG_KEYS, ARG_LANG, ARG_JSON, ARG_PRODUCTION, ARG_SITE, ARG_PORT, ARG_REHEARSE, ARG_SPEED, ARG_HELP };

static const struct option known[] = {
    { "dir", required_argument, NULL, ARG_DIR },   { "keys", required_argument, NULL, ARG_KEYS },
    { "lang", required_argument, NULL, ARG_LANG }, { "json", no_argument, NULL, ARG_JSON },
    { "production", no_argument, NULL, ARG_PRODUCTION }, { "site", required_argument, NULL, ARG_SITE },
    { "port", required_argument, NULL, ARG_PORT }, { "help", no_argument, NULL, ARG_HELP },
    { "rehearse", no_argument, NULL, ARG_REHEARSE }, { "speed", required_argument, NULL, ARG_SPEED },
    { 0 },
};

static void help_print(FILE *to, const char *name, const char *help, unsigned takes)
{
    fprintf(to, "madoguchi %s [--dir DIR] [--keys KEYDIR] [--lang ja|en]%s%s%s%s%s\n\n%s\n", name, takes & TAKES_JSON ? " [--json]" : "",
            takes & TAKES_PRODUCTION ? " [--production]" : "", takes & TAKES_SITE ? " [--site N]" : "", takes & TAKES_PORT ? " [--port N]" : "",
            takes & TAKES_REHEARSE ? " [--rehearse [--speed N]]" : "", help);
}

#define SPEED_MAX 3600u

static bool speed_read(const char *text, uint32_t *ret)
{
    return port_read(text, ret) && *ret >= 1 && *ret <= SPEED_MAX;
}

static bool site_read(const char *text, uint64_t *ret)
{
    char *end;

    errno = 0;
    *ret = strtoull(text, &end, 10);
    return errno == 0 && *end == '\0' && end != text && *ret >= 1 && *ret <= UINT16_MAX;
}

/* False: not understood. */
static bool take(int option, unsigned takes, struct tool_args *to)
{
    switch (option) {
    case ARG_DIR: to->dir = optarg; return true;
    case ARG_KEYS: to->keys = optarg; return true;
    case ARG_LANG: to->english = strcmp(optarg, "en") == 0; return to->english || strcmp(optarg, "ja") == 0;
    case ARG_JSON: to->json = true; return (takes & TAKES_JSON) != 0;
    case ARG_PRODUCTION: to->production = true; return (takes & TAKES_PRODUCTION) != 0;
    case ARG_SITE: return (takes & TAKES_SITE) != 0 && site_read(optarg, &to->site);
    case ARG_PORT: return (takes & TAKES_PORT) != 0 && port_read(optarg, &to->port);
    case ARG_REHEARSE: to->rehearse = true; return (takes & TAKES_REHEARSE) != 0;
    case ARG_SPEED: return (takes & TAKES_REHEARSE) != 0 && speed_read(optarg, &to->speed);
    default: return false;
    }
}

bool tool_args_read(const char *name, const char *help, unsigned takes, int argc, char **argv, struct tool_args *ret, int *ret_exit)
{
    struct tool_args args = { .site = 1, .port = PORT_CONFIGURED };
    int option;

    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        if (option == ARG_HELP || !take(option, takes, &args)) {
            help_print(option == ARG_HELP ? stdout : stderr, name, help, takes);
            *ret_exit = option == ARG_HELP ? EXIT_GOOD : EXIT_USAGE;
            return false;
        }
    }
    if ((takes & TAKES_FILE) != 0 && optind == argc - 1)     /* getopt_long has brought it to the end */
        args.file = argv[optind++];
    if (optind != argc) {
        help_print(stderr, name, help, takes);
        *ret_exit = EXIT_USAGE;
        return false;
    }
    *ret = args;
    return true;
}
