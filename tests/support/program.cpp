// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/program.h"

#ifdef PARETO_TEST_WINDOW
#include <QApplication>
#else
#include <QCoreApplication>
#endif

#include <cstdio>
#include <filesystem>
#include <map>
#include <string>

namespace {

#ifdef PARETO_TEST_WINDOW
using Application = QApplication;
#else
using Application = QCoreApplication;
#endif

std::map<std::string, pareto::test::Entry::Run>& entries() {
  static std::map<std::string, pareto::test::Entry::Run> all;
  return all;
}

int usage(const char* program) {
  std::fprintf(stderr, "usage: %s TEST [arguments of Qt Test], where TEST is one of\n", program);
  for (const auto& [name, run] : entries())
    std::fprintf(stderr, "  %s\n", name.c_str());
  return 2;
}

} // namespace

pareto::test::Entry::Entry(const char* file, Run run) {
  entries().emplace(std::filesystem::path(file).stem().string(), run);
}

int main(int argc, char** argv) {
  const auto found = argc > 1 ? entries().find(argv[1]) : entries().end();
  if (found == entries().end())
    return usage(argv[0]);
  argv[1] = argv[0]; // Qt Test sees its own arguments alone
  --argc, ++argv;
  const Application application(argc, argv);
  return found->second(argc, argv);
}
