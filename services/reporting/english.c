/* One word for each value; a new value does not compile until it has one. Each fits its column. */
#include "english.h"

#include "base/invariant.h"

const char *procedure_en(enum procedure procedure)
{
    switch (procedure) {
    case PROCEDURE_ISSUE: return "Card issue";
    case PROCEDURE_ISSUE_AGENT: return "Card issue to an agent";
    case PROCEDURE_CERT_RENEW: return "Certificate renewal";
    case PROCEDURE_CERT_NEW: return "Certificate issue";
    case PROCEDURE_CERT_REVOKE: return "Certificate revocation";
    case PROCEDURE_PIN_RESET: return "PIN reset";
    case PROCEDURE_PIN_CHANGE: return "PIN change";
    case PROCEDURE_FACE_AUTH: return "Change to a face authentication card";
    case PROCEDURE_SUSPEND_RELEASE: return "Release of a suspension";
    case PROCEDURE_LOST: return "Loss or abolition";
    case PROCEDURE_RETURN_CARD: return "Surrender";
    case PROCEDURE_CONTINUE_USE: return "Continued use";
    case PROCEDURE_FACE_UPDATE: return "Card face update";
    case PROCEDURE_STAY_EXTENSION: return "Validity change";
    case PROCEDURE_APPLY_SUPPORT: return "Application support";
    case PROCEDURE_EXPRESS_APPLY: return "Express issue application";
    case PROCEDURE_CANCEL_APPLICATION: return "Withdrawal of application or issue";
    case PROCEDURE_NOTICE_CARD: return "Notification card or number notice";
    case PROCEDURE_INSURANCE_LINK: return "Health insurance registration";
    case PROCEDURE_PAYMENT_ACCOUNT: return "Public payment account";
    case PROCEDURE_MYNAPORTAL: return "Mynaportal settings";
    case PROCEDURE_INFORMATION: return "Information";
    }
    invariant_broken(__FILE__, __LINE__, "a procedure without an English word");
}

const char *service_outcome_en(enum service_outcome outcome)
{
    switch (outcome) {
    case SERVICE_OUTCOME_DONE: return "Done";
    case SERVICE_OUTCOME_DOCUMENTS_SHORT: return "Documents missing";
    case SERVICE_OUTCOME_SYSTEM_FAILURE: return "System failure";
    case SERVICE_OUTCOME_CITY_TAKEOVER: return "Handed over to the city";
    case SERVICE_OUTCOME_WITHDRAWN: return "Withdrawn";
    case SERVICE_OUTCOME_CONTINUES: return "To be continued";
    }
    invariant_broken(__FILE__, __LINE__, "an outcome without an English word");
}

const char *receiver_class_en(enum receiver_class class)
{
    switch (class) {
    case RECEIVER_CLASS_HOLDER: return "Holder";
    case RECEIVER_CLASS_LEGAL_REPRESENTATIVE: return "Legal representative";
    case RECEIVER_CLASS_VOLUNTARY_AGENT: return "Voluntary agent";
    }
    invariant_broken(__FILE__, __LINE__, "a receiver without an English word");
}
