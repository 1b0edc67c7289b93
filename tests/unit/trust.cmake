foreach(noun number_guard hash merkle seal password password_rules totp ticket code checkpoint cosignature keyfile process sealed_file)
    madoguchi_test(test_trust_${noun} SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_trust_${noun}.c LINKS trust base)
endforeach()
# The committed table is what its script makes.
find_program(MADOGUCHI_PYTHON python3 REQUIRED)
add_test(NAME number_guard_table COMMAND ${MADOGUCHI_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/vectors/make_number_guard.py --check ${CMAKE_CURRENT_LIST_DIR}/vectors/number_guard.txt)
set_tests_properties(number_guard_table PROPERTIES LABELS unit TIMEOUT 60)
madoguchi_test(test_escrow_copy SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_escrow_copy.c ${CMAKE_SOURCE_DIR}/services/tools/key/escrow_copy.c LINKS office)
