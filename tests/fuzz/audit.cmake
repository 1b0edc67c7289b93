madoguchi_fuzz(fuzz_audit SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_audit.c LINKS audit_reading)
