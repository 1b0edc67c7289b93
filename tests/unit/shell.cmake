foreach(noun yaml holidays log installation allow_list)
    madoguchi_test(test_shell_${noun} SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_shell_${noun}.c LINKS shell)
endforeach()
