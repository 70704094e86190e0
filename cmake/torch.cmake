# A room whose row names the package torch is built in two parts (ADR 0024):
#   knap_<room>                 the files that do without libtorch (cmake/torch_free.cmake), as any other room,
#   knap_<room>_with_torch      the others. Tests and benchmarks link it,
#   knap_<room>_without_torch   without_torch.cc: the same functions for a program that loads the others when it first calls one. It holds
#                               them as an embedded shared library, knap_<room>_module; with KNAP_WITH_TORCH=OFF it holds none.
include(${CMAKE_SOURCE_DIR}/cmake/torch_free.cmake)

if(KNAP_WITH_TORCH)
  set(KNAP_TORCH_PART with_torch)
else()
  set(KNAP_TORCH_PART without_torch)
endif()

# knap_add_torch_parts(<library> FALLBACK <without_torch.cc> SOURCES <file>... ROOMS <library>... PACKAGES <package>...): the last two of
# them. SOURCES are what needs libtorch, ROOMS the libraries of what they may include.
function(knap_add_torch_parts library)
  cmake_parse_arguments(PARSE_ARGV 1 PART "" "FALLBACK" "ROOMS;PACKAGES;SOURCES")
  add_library(${library}_without_torch STATIC ${PART_FALLBACK})
  knap_compile(${library}_without_torch)
  target_link_libraries(${library}_without_torch PUBLIC ${library} PRIVATE fmt::fmt)
  set(module "")
  if(KNAP_WITH_TORCH)
    set(folder ${CMAKE_BINARY_DIR}/modules)
    set(module ${folder}/${library}.so)
    # Functions of the module call one another directly; what it shares with the program it takes from the program.
    add_library(${library}_with_torch STATIC ${PART_SOURCES})
    knap_compile(${library}_with_torch)
    target_compile_options(${library}_with_torch PRIVATE -fno-semantic-interposition)
    set_target_properties(${library}_with_torch PROPERTIES POSITION_INDEPENDENT_CODE ON KNAP_LOADS_TORCH TRUE)
    target_link_libraries(${library}_with_torch PUBLIC ${library})
    add_library(${library}_module MODULE $<TARGET_OBJECTS:${library}_with_torch>)
    set_target_properties(${library}_module PROPERTIES LINKER_LANGUAGE CXX PREFIX "" OUTPUT_NAME ${library}
      LIBRARY_OUTPUT_DIRECTORY ${folder})
    target_link_options(${library}_module PRIVATE -Wl,-Bsymbolic-functions)
    foreach(package IN LISTS PART_PACKAGES)
      knap_link_package(${library}_with_torch PRIVATE ${package})
      knap_link_package(${library}_module PRIVATE ${package})
    endforeach()
    add_dependencies(${library}_without_torch ${library}_module)
    set_target_properties(${library}_without_torch PROPERTIES KNAP_MODULE_ROOMS "${PART_ROOMS}")
  endif()
  knap_embed(${library}_without_torch torch_module BASE ${CMAKE_BINARY_DIR}/modules ${module})
endfunction()

# A program that links <library> and loads its module when it needs it: it exports all of its symbols, and has all of the rooms that the
# module calls, also what it does not call itself.
function(knap_load_torch_later target library)
  target_link_libraries(${target} PRIVATE ${library}_without_torch)
  if(NOT KNAP_WITH_TORCH)
    return()
  endif()
  get_target_property(rooms ${library}_without_torch KNAP_MODULE_ROOMS)
  set(archives "")
  foreach(room IN LISTS rooms)
    get_target_property(kind ${room} TYPE)
    if(kind STREQUAL "STATIC_LIBRARY")
      string(APPEND archives ",$<TARGET_FILE:${room}>")
    endif()
  endforeach()
  target_link_libraries(${target} PRIVATE "-Wl,--whole-archive${archives},--no-whole-archive")
  set_target_properties(${target} PROPERTIES ENABLE_EXPORTS ON)
endfunction()
