madoguchi_test(test_audit_recheck SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_audit_recheck.c ${CMAKE_CURRENT_LIST_DIR}/audit_log.c LINKS audit_reading)
madoguchi_test(test_audit_bundle SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_audit_bundle.c ${CMAKE_CURRENT_LIST_DIR}/audit_log.c LINKS audit_reading)
madoguchi_test(test_audit_fetch SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_audit_fetch.c ${CMAKE_CURRENT_LIST_DIR}/audit_log.c LINKS audit_reading)
