/* Addresses are checked before they are used: a path that is too long would be cut or refused by the
 * library with words that help nobody. */
#include "wire/address.h"

#include "base/invariant.h"

#define IPC "ipc://"
#define TCP "tcp://"

enum err address_make(const char *run_dir, const char *service, enum address_of of, char ret[ADDRESS_SIZE])
{
    char made[ADDRESS_SIZE];

    must(run_dir != NULL && service != NULL && *service != '\0');
    int len = snprintf(made, sizeof(made), IPC "%s/%s.%s", run_dir, service, of == ADDRESS_COMMANDS ? "cmd" : "evt");
    if (len < 0 || (size_t)len >= sizeof(made) || (size_t)len - strlen(IPC) > IPC_PATH_MAX)
        return ERR_LIMIT;
    memcpy(ret, made, (size_t)len + 1);
    return OK;
}

static enum err port_check(const char *port)
{
    size_t digits = strspn(port, "0123456789");

    if (digits == 0 || digits > 5 || port[digits] != '\0')
        return ERR_CONFIG;
    unsigned long number = strtoul(port, NULL, 10);
    return number >= 1 && number <= 65535 ? OK : ERR_CONFIG;
}

enum err address_check(const char *address)
{
    size_t len = strlen(address);

    if (len >= ADDRESS_SIZE)
        return ERR_LIMIT;
    if (strncmp(address, IPC, strlen(IPC)) == 0) {
        if (address[strlen(IPC)] != '/')
            return ERR_CONFIG;
        return len - strlen(IPC) <= IPC_PATH_MAX ? OK : ERR_LIMIT;
    }
    if (strncmp(address, TCP, strlen(TCP)) != 0)
        return ERR_CONFIG;
    const char *colon = strrchr(address + strlen(TCP), ':');
    if (colon == NULL || colon == address + strlen(TCP))
        return ERR_CONFIG;
    return port_check(colon + 1);
}
