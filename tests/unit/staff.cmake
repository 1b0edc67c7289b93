madoguchi_test(test_staff SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_staff.c LINKS bench core_staff)
