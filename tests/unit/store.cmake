# The store on scratch directories; tables described by hand in store_fixture.c.
foreach(noun open rows scan log state faults keys renew journal)
    madoguchi_test(test_store_${noun}
        SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_store_${noun}.c ${CMAKE_CURRENT_LIST_DIR}/store_fixture.c LINKS store)
endforeach()
