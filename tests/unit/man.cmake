# The manual pages are right scdoc.
add_test(NAME man_pages COMMAND sh -c "for page in docs/man/*.scd; do scdoc <\"$page\" >/dev/null || exit 1; done" WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
set_tests_properties(man_pages PROPERTIES LABELS unit)
