# The bench of given / when / then, and what it links: a core's tests say
#   madoguchi_test(test_queueing SOURCES ... LINKS bench core_queueing)
if(NOT MADOGUCHI_FUZZ)
    add_library(bench STATIC
        ${CMAKE_CURRENT_LIST_DIR}/bench.c ${CMAKE_CURRENT_LIST_DIR}/bench_step.c ${CMAKE_CURRENT_LIST_DIR}/bench_send.c
        ${CMAKE_CURRENT_LIST_DIR}/bench_follow.c ${CMAKE_CURRENT_LIST_DIR}/bench_expect.c)
    target_include_directories(bench PUBLIC ${CMAKE_CURRENT_LIST_DIR})
    target_link_libraries(bench PUBLIC engine store codec trust base cmocka)
endif()
madoguchi_test(test_engine SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_engine.c LINKS bench core_queueing)
madoguchi_test(test_host SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_host.c LINKS bench core_queueing)
