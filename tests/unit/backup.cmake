# Logs put back from a backup.
madoguchi_test(test_restore_logs SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_restore_logs.c ${CMAKE_SOURCE_DIR}/services/tools/backup/restore_logs.c
    LINKS office)
