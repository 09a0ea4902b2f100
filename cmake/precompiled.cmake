# TANDEM_PRECOMPILE: headers of others (the standard library, Qt, GoogleTest) are compiled once and not once for each file: a
# whole build takes a quarter less. Never our own headers, and each file still includes what it uses: the presets without
# this option (release, tsan) find what is missing. ccache works with it, but holds some hundred megabytes for each set
# of flags.
option(TANDEM_PRECOMPILE "Compile the headers of Qt, GoogleTest and the standard library once" OFF)
if(TANDEM_PRECOMPILE)
  add_compile_options(-fPIC)  # as Qt asks for: GCC takes precompiled headers only with the flags that they were made with
  if(CCACHE)  # which caches such files only when told that it may
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  endif()
endif()

set(tandem_headers_std <algorithm> <array> <chrono> <cstdint> <filesystem> <fstream> <functional> <map> <memory> <optional>
  <set> <span> <sstream> <string> <string_view> <unordered_map> <utility> <variant> <vector> <tl/expected.hpp>)
set(tandem_headers_test <gmock/gmock.h> <gtest/gtest.h>)
set(tandem_headers_qt <QCoreApplication> <QDateTime> <QFile> <QHostAddress> <QJsonArray> <QJsonDocument> <QJsonObject>
  <QLocalSocket> <QNetworkReply> <QPointer> <QSslConfiguration> <QSslSocket> <QTemporaryDir> <QTimer>)
set(tandem_headers_gui <QApplication> <QHeaderView> <QLabel> <QPainter> <QPainterPath> <QPushButton> <QTableView>
  <QVBoxLayout>)

# tandem_precompile(TARGET): what it links says which headers it takes.
function(tandem_precompile target)
  if(NOT TANDEM_PRECOMPILE)
    return()
  endif()
  get_target_property(links ${target} LINK_LIBRARIES)
  set(found)
  foreach(link ${links})
    if(link MATCHES "^GTest::")
      list(APPEND found test)
    elseif(link MATCHES "^Qt6::(Widgets|Charts|Svg)$")
      list(APPEND found qt gui)
    elseif(link MATCHES "^Qt6::")
      list(APPEND found qt)
    elseif(TARGET ${link})
      get_target_property(its_parts ${link} TANDEM_HEADERS)
      list(APPEND found ${its_parts})
    endif()
  endforeach()
  set(parts std)
  foreach(part test qt gui)
    if(part IN_LIST found)
      list(APPEND parts ${part})
    endif()
  endforeach()
  set_target_properties(${target} PROPERTIES TANDEM_HEADERS "${parts}")
  list(JOIN parts "_" name)
  if(NOT TARGET headers_${name})
    tandem_make_headers(headers_${name} ${parts})
  endif()
  target_precompile_headers(${target} REUSE_FROM headers_${name})
endfunction()

function(tandem_make_headers owner)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/${owner}.cpp CONTENT "")
  add_library(${owner} OBJECT ${CMAKE_BINARY_DIR}/${owner}.cpp)
  set_target_properties(${owner} PROPERTIES AUTOMOC OFF AUTORCC OFF)
  target_link_libraries(${owner} PRIVATE tl::expected)
  if("test" IN_LIST ARGN)
    target_link_libraries(${owner} PRIVATE GTest::gmock)
  endif()
  # Not linked: that would define QT_…_LIB, and then the headers were good for targets only that link the same modules.
  if("qt" IN_LIST ARGN)
    foreach(module Core Network Gui Widgets)
      target_include_directories(${owner} SYSTEM PRIVATE $<TARGET_PROPERTY:Qt6::${module},INTERFACE_INCLUDE_DIRECTORIES>)
    endforeach()
  endif()
  foreach(part ${ARGN})
    target_precompile_headers(${owner} PRIVATE ${tandem_headers_${part}})
  endforeach()
endfunction()
