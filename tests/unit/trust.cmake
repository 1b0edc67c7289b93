foreach(noun number_guard hash merkle seal password password_rules totp ticket code checkpoint cosignature keyfile)
    madoguchi_test(test_trust_${noun} SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_trust_${noun}.c LINKS trust base)
endforeach()
