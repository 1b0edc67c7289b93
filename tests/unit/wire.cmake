madoguchi_test(test_peers SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_peers.c LINKS wire engine trust base)
madoguchi_test(test_wire SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_wire.c LINKS wire engine trust base)
