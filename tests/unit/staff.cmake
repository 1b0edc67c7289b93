foreach(noun staff staff_logins staff_people staff_retention staff_training staff_presence staff_registers staff_imports)
    madoguchi_test(test_${noun} SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_${noun}.c LINKS bench core_staff)
endforeach()
madoguchi_test(test_register_file SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_register_file.c LINKS register_file)
