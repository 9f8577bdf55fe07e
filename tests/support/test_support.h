// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <string>
#include <string_view>

/// Ends the test unless a Result or Status holds a value; shows its sentence. The expression is evaluated once.
#define REQUIRE(expression)                                                                                            \
  do {                                                                                                                 \
    const auto& pareto_result = (expression);                                                                          \
    QVERIFY2(pareto_result.has_value(), pareto_result.has_value() ? "" : pareto_result.error().message.c_str());       \
  } while (false)

/// Ends the test unless a Result or Status was refused with a sentence that holds `fragment`.
#define REQUIRE_REFUSED(expression, fragment)                                                                          \
  do {                                                                                                                 \
    const auto& pareto_result = (expression);                                                                          \
    QVERIFY2(!pareto_result.has_value(), "this was accepted and must be refused");                                     \
    const std::string pareto_said = pareto_result.error().message;                                                     \
    QVERIFY2(pareto_said.find(fragment) != std::string::npos,                                                          \
             ("expected: " + std::string(fragment) + "\nsaid: " + pareto_said).c_str());                               \
  } while (false)

namespace pareto::test {

inline std::string golden(const std::string& path) { return PARETO_GOLDEN_DIR "/" + path; }
inline std::string resource(const std::string& path) { return PARETO_RESOURCE_DIR "/" + path; }

/// Path of an entry of a temporary folder.
inline std::string inside(const QTemporaryDir& folder, const std::string& name) {
  return folder.path().toStdString() + "/" + name;
}

inline bool write_file(const std::string& path, std::string_view bytes) {
  QFile file(QString::fromStdString(path));
  const auto size = static_cast<qint64>(bytes.size());
  return file.open(QIODevice::WriteOnly) && file.write(bytes.data(), size) == size;
}

inline std::string read_file(const std::string& path) {
  QFile file(QString::fromStdString(path));
  return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

} // namespace pareto::test
