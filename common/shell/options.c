/* The options of every service. */
#include "shell/options.h"

#include <getopt.h>

enum { OPT_DIR = 256, OPT_KEYS, OPT_CONFIG, OPT_PRODUCTION, OPT_CHECK, OPT_HELP, OPT_VERSION };

static const struct option known[] = {
    { "dir", required_argument, NULL, OPT_DIR },
    { "keys", required_argument, NULL, OPT_KEYS },
    { "config", required_argument, NULL, OPT_CONFIG },
    { "production", no_argument, NULL, OPT_PRODUCTION },
    { "check-config", no_argument, NULL, OPT_CHECK },
    { "help", no_argument, NULL, OPT_HELP },
    { "version", no_argument, NULL, OPT_VERSION },
    { 0 },
};

static void help(FILE *to, const char *service)
{
    fprintf(to,
            "madoguchi-%sd --dir DIR --keys KEYDIR [--config FILE] [--production]\n"
            "madoguchi-%sd --check-config --config FILE\n"
            "\n"
            "  --dir DIR       データの置き場所 / the installation's data\n"
            "  --keys KEYDIR   鍵の置き場所（DIRの外） / its keys, outside of DIR\n"
            "  --config FILE   設定ファイル。office.yaml も同じフォルダから読みます / configuration; office.yaml is read from the same folder\n"
            "                  (default: DIR/config/%s.yaml)\n"
            "  --production    本番用に作られた場所だけで動きます / run only where production data may be\n"
            "  --check-config  設定を調べて終わります（0 正しい、1 誤り） / check the configuration and end (0 right, 1 wrong)\n"
            "  --help, --version\n",
            service, service, service);
}

static bool complete(const char *service, const struct options *o)
{
    if (o->check_config ? o->config != NULL : o->dir != NULL && o->keys != NULL)
        return true;
    help(stderr, service);
    return false;
}

bool options_read(const char *service, int argc, char **argv, struct options *ret, int *ret_exit)
{
    struct options o = { 0 };
    int option;

    *ret_exit = EXIT_USAGE;
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1)
        switch (option) {
        case OPT_DIR: o.dir = optarg; break;
        case OPT_KEYS: o.keys = optarg; break;
        case OPT_CONFIG: o.config = optarg; break;
        case OPT_PRODUCTION: o.production = true; break;
        case OPT_CHECK: o.check_config = true; break;
        case OPT_HELP:
            help(stdout, service);
            *ret_exit = EXIT_GOOD;
            return false;
        case OPT_VERSION:
            printf("madoguchi-%sd %s\n", service, MADOGUCHI_VERSION);
            *ret_exit = EXIT_GOOD;
            return false;
        default:
            return false;
        }
    if (optind != argc) {
        help(stderr, service);
        return false;
    }
    if (!complete(service, &o))
        return false;
    *ret = o;
    return true;
}
