madoguchi_test(test_dispatch SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_dispatch.c ${CMAKE_SOURCE_DIR}/services/queueing/dispatch.c LINKS contracts base)
madoguchi_test(test_queueing SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_queueing.c LINKS bench core_queueing)
