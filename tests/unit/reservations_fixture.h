/* Osakasayama's own configuration of reservations, read from config/ as the service reads it. */
#ifndef TESTS_UNIT_RESERVATIONS_FIXTURE_H
#define TESTS_UNIT_RESERVATIONS_FIXTURE_H

#include "base/arena.h"
#include "gen/reservations.h"

/* Lives until the arena ends. Fails the test when the file is not good. */
const struct reservations_config *osakasayama(struct arena *arena);

#endif
