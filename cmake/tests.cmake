# knap_tests: the tests that look across rooms (tests/*.cc), and the labels of all tests. Included after every room.
file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/*.cc)
list(FILTER sources EXCLUDE REGEX "/corpus_main\\.cc$")
add_executable(knap_tests ${sources})
knap_compile(knap_tests)
target_include_directories(knap_tests PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR})
target_link_libraries(knap_tests PRIVATE fmt::fmt)
knap_add_test(knap_tests FALSE)

# Labels and environment are given when ctest reads the tests: gtest_discover_tests takes one label list per program and no lists.
list(JOIN KNAP_TEST_PROGRAMS " " programs)
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/labels.cmake @ONLY CONTENT
  "set(KNAP_TEST_PROGRAMS ${programs})\nset(KNAP_TEST_ENVIRONMENT \"${knap_test_environment}\")\ninclude(${CMAKE_SOURCE_DIR}/cmake/test_labels.cmake)\n")
set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${CMAKE_BINARY_DIR}/labels.cmake)
