/* Words of the report's English page for values of the contract, which itself has Japanese words only. */
#ifndef REPORTING_ENGLISH_H
#define REPORTING_ENGLISH_H

#include "gen/reporting.h"

const char *procedure_en(enum procedure procedure);
const char *service_outcome_en(enum service_outcome outcome);
const char *receiver_class_en(enum receiver_class class);

#endif
