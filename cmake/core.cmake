# madoguchi_core(queueing [LINKS targets...])
#   In services/<name>/CMakeLists.txt. Makes of all *.c of the folder but main.c, and of the generated
#   gen/<name>_core.c, one relocatable object in which only <name>_service is global: several cores
#   fit into one program, and short names never clash. Targets:
#     core_<name>        the library to link (engine, contracts and LINKS come along)
#     madoguchi-<name>d  the program, when there is a main.c (madoguchi-audit is the tool that reads the audit log)
find_program(MADOGUCHI_LD NAMES ${CMAKE_LINKER} ld REQUIRED)

function(madoguchi_core NAME)
    cmake_parse_arguments(C "" "" "LINKS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.c)
    list(REMOVE_ITEM sources ${CMAKE_CURRENT_SOURCE_DIR}/main.c)
    add_library(parts_${NAME} OBJECT ${sources} ${CMAKE_BINARY_DIR}/gen/${NAME}_core.c)
    set_source_files_properties(${CMAKE_BINARY_DIR}/gen/${NAME}_core.c PROPERTIES GENERATED TRUE)
    add_dependencies(parts_${NAME} generated)

    set(sealed ${CMAKE_CURRENT_BINARY_DIR}/core_${NAME}.o)
    add_custom_command(OUTPUT ${sealed}
        COMMAND ${MADOGUCHI_LD} -r -o ${sealed}.open.o $<TARGET_OBJECTS:parts_${NAME}>
        COMMAND ${CMAKE_OBJCOPY} --keep-global-symbol=${NAME}_service ${sealed}.open.o ${sealed}
        DEPENDS parts_${NAME} $<TARGET_OBJECTS:parts_${NAME}>
        COMMAND_EXPAND_LISTS VERBATIM COMMENT "Sealing core ${NAME}")
    set_source_files_properties(${sealed} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
    add_custom_target(seal_${NAME} DEPENDS ${sealed})      # so that sealing need not wait for the libraries below
    add_library(core_${NAME} STATIC ${sealed})
    add_dependencies(core_${NAME} seal_${NAME})
    set_target_properties(core_${NAME} PROPERTIES LINKER_LANGUAGE C)
    target_link_libraries(core_${NAME} PUBLIC ${C_LINKS} $<TARGET_NAME_IF_EXISTS:engine> contracts)

    if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/main.c)
        add_executable(madoguchi-${NAME}d main.c)
        target_link_libraries(madoguchi-${NAME}d PRIVATE core_${NAME} $<TARGET_NAME_IF_EXISTS:shell>)
        add_dependencies(programs madoguchi-${NAME}d)
    endif()
endfunction()
