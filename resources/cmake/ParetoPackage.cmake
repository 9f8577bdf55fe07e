# SPDX-License-Identifier: GPL-3.0-or-later
# Install rules and packages: .deb and .tar.gz.
include(GNUInstallDirs)
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON) # a package holds no test, so making one builds none
install(TARGETS paretoscope-engine RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(TARGET paretoscope)
  install(TARGETS paretoscope RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}) # the engine lies beside it, where it is looked for
  set(desktop "${PROJECT_SOURCE_DIR}/resources/desktop")
  install(FILES "${desktop}/io.github.paretoscope.Paretoscope.desktop" DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
  install(FILES "${desktop}/io.github.paretoscope.Paretoscope.metainfo.xml" DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
  install(FILES "${desktop}/paretoscope.xml" DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages)
  install(FILES "${PROJECT_SOURCE_DIR}/resources/icons/paretoscope.svg" DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
endif()
foreach(folder architectures studies)
  if(EXISTS "${PROJECT_SOURCE_DIR}/resources/${folder}")
    install(DIRECTORY "${PROJECT_SOURCE_DIR}/resources/${folder}" DESTINATION ${CMAKE_INSTALL_DATADIR}/paretoscope)
  endif()
endforeach()
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" "${PROJECT_SOURCE_DIR}/README.md" DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGE_CONTACT "Paretoscope maintainers <maintainers@paretoscope.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "fonts-noto-cjk, qt6-translations-l10n")
set(CPACK_STRIP_FILES ON)
include(CPack)
