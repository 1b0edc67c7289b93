#!/usr/bin/env bash
# Fields that no contract and no table may have, because nothing here needs them (issue, "data minimised"; domain reference 1.5): identity
# papers by kind or number, who an agent is and why, a PIN's value, a residence record code, the individual number, photos. Prints the offending
# lines. Usage: minimised.sh FILE…; with --self-test it shows that it finds each of them, and lets their neighbours pass.
set -u

papers='(identity|id|visitor|agent)_(document|paper|card)s?(_(kind|type|name|number)s?)?|(document|paper)_(kind|type)s?'
numbers='(document|licen[cs]e|passport|residence_card|insurance|insurer|pension|health_card|individual|my)_number|(certificate_)?serial_number|security_code|kojin_bango|mynumber'
codes='(juminhyo|resident|residence|resident_record|juki)_code|pin|pins?_(value|code)s?|secret_number|(signature|user|register|support)_(certificate_)?pin'
agents='(agent|proxy|deputy|representative|visitor|receiver)_(name|kana|address|birth_date|phone|reason|relation|relationship)s?|reason_for_agent|power_of_attorney_reason'
health='disabilit(y|ies)|illness|diagnosis|medical|(face_|id_)?photo|id_copy|scan_of'
field="(^|[{,]) *($papers|$numbers|$codes|$agents|$health): *\\{"
# An enumeration of papers would say by its value what a field may not say by its name.
kinds='(values|ja|en): *[[{].*\b(driv(ing|er)_?licen[cs]e|passport|residence_card|disability_certificate|health_insurance_card|pension_book|student_card|jukicard)\b'

# The PIN of a member of staff's own badge is typed and never kept (secret: true).
offending() { grep -nHE -e "$field" -e "$kinds" "$@" | grep -vE 'pin: \{[^}]*secret: true'; }

if [ "${1:-}" = --self-test ]; then
    sample=$(mktemp)
    trap 'rm -f "$sample"' EXIT
    bad=('document_kind: { type: x }' 'fields: { a: { type: u64 }, agent_name: { type: text } }' 'agent_reason: { type: x }' 'passport_number: { type: text }'
         'pin: { type: text }' 'juminhyo_code: { type: text }' 'individual_number: { type: text }' 'values: [driving_licence, other]' 'photo: { type: bytes }' 'illness: { type: bool }')
    good=('id_class_a: { type: u64 }' 'pins: { type: pin_pattern }' 'pin: { type: text, rule: secret, secret: true }' 'notice_number: { type: notice_number }' 'reason: { type: hold_reason }')
    for line in "${bad[@]}"; do
        printf '      %s\n' "$line" >"$sample"
        [ -n "$(offending "$sample")" ] || { echo "not found: $line"; exit 1; }
    done
    for line in "${good[@]}"; do
        printf '      %s\n' "$line" >"$sample"
        [ -z "$(offending "$sample")" ] || { echo "found, and harmless: $line"; exit 1; }
    done
    exit 0
fi
offending "$@"
exit 0
