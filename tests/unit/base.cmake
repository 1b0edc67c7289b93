foreach(noun arena bytes date date_text invariant rng text)
    madoguchi_test(test_base_${noun} SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_base_${noun}.c LINKS base)
endforeach()
