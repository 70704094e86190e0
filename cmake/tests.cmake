# Tests that look across rooms: knap_house_test reads the sources and needs none of them; knap_tests (all other tests/*.cc) is linked
# with every room that works without libtorch; cmake/flow.cmake has those that start the program. Then the labels of all tests.
# Included after every room.
set(house source_tree.cc layers.cc layers_test.cc house.cc house_test.cc report_keys.cc report_keys_test.cc)
list(TRANSFORM house PREPEND ${CMAKE_SOURCE_DIR}/tests/)
file(GLOB across CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/*.cc)
list(REMOVE_ITEM across ${house} ${CMAKE_SOURCE_DIR}/tests/corpus_main.cc)

add_executable(knap_house_test ${house})
knap_compile(knap_house_test)
target_include_directories(knap_house_test PRIVATE ${CMAKE_SOURCE_DIR})
target_link_libraries(knap_house_test PRIVATE fmt::fmt)
knap_add_test(knap_house_test FALSE)

if(across)
  add_executable(knap_tests ${across})
  knap_compile(knap_tests)
  target_include_directories(knap_tests PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(knap_tests PRIVATE knap_sources fmt::fmt nlohmann_json::nlohmann_json)
  foreach(library IN LISTS KNAP_ROOM_LIBRARIES)
    get_target_property(loads_torch ${library} KNAP_LOADS_TORCH)
    if(NOT loads_torch AND NOT library MATCHES "^knap_app_")
      target_link_libraries(knap_tests PRIVATE ${library})
    endif()
  endforeach()
  knap_add_test(knap_tests FALSE)
endif()

include(${CMAKE_SOURCE_DIR}/cmake/flow.cmake)

# Labels and environment are given when ctest reads the tests: gtest_discover_tests takes one label list per program and no lists.
list(JOIN KNAP_TEST_PROGRAMS " " programs)
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/labels.cmake @ONLY CONTENT
  "set(KNAP_TEST_PROGRAMS ${programs})\nset(KNAP_TEST_ENVIRONMENT \"${knap_test_environment}\")\ninclude(${CMAKE_SOURCE_DIR}/cmake/test_labels.cmake)\n")
set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${CMAKE_BINARY_DIR}/labels.cmake)
