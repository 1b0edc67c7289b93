foreach(noun staff staff_logins staff_people staff_retention staff_training staff_presence)
    madoguchi_test(test_${noun} SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_${noun}.c LINKS bench core_staff)
endforeach()
