/* The closed list of errors: what the world can do to us. A refusal (an expected
 * answer to a person) is never an error, and a broken invariant never returns. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define ERR_LIST(X)                                                       \
    X(OK,             "fine")                                             \
    X(ERR_IO,         "the disk or a socket failed")                      \
    X(ERR_FULL,       "no room left")                                     \
    X(ERR_NO_MEMORY,  "no memory left")                                   \
    X(ERR_CORRUPT,    "stored bytes are not what was written")            \
    X(ERR_MALFORMED,  "the bytes do not have the form they must have")    \
    X(ERR_LIMIT,      "a limit is exceeded")                              \
    X(ERR_DENIED,     "not permitted")                                    \
    X(ERR_NOT_FOUND,  "not there")                                        \
    X(ERR_EXISTS,     "already there")                                    \
    X(ERR_CONFIG,     "the configuration is wrong")                       \
    X(ERR_CRYPTO,     "a seal, signature or key does not fit")            \
    X(ERR_TIMEOUT,    "no answer in time")

enum err {
#define ERR_MEMBER(name, text) name,
    ERR_LIST(ERR_MEMBER)
#undef ERR_MEMBER
};

#define MUST_CHECK __attribute__((warn_unused_result))

/* Leaves the function with the error of `call`, if there is one. */
#define TRY(call)                      \
    do {                               \
        enum err try_err_ = (call);    \
        if (try_err_ != OK)            \
            return try_err_;           \
    } while (0)

/* AUTO(kind) struct kind *x = NULL;  calls kind_drop(&x) when x leaves its scope. */
#define AUTO(kind) __attribute__((cleanup(kind##_drop)))

/* English sentence fragment for logs; static lifetime. */
const char *err_text(enum err err);

#endif
