madoguchi_test(test_dispatch SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_dispatch.c ${CMAKE_SOURCE_DIR}/services/queueing/dispatch.c LINKS contracts base)
foreach(part day tickets calls turns switches paper mornings status)
    madoguchi_test(test_queueing_${part} SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_queueing_${part}.c LINKS bench core_queueing)
endforeach()
