// SPDX-License-Identifier: GPL-3.0-or-later
// One entry of a manifest of field cases (tests/golden/field/README.md): a command of the engine in a private copy of a
// folder as people really have it, and what must come of it.
#pragma once

#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace pareto::test {

struct FieldCase {
  QString manifest; ///< folder that holds cases.json and the cases' folders
  nlohmann::json entry;
  QString name() const;
};

/// The entries of FOLDER/cases.json; empty when it cannot be read.
std::vector<FieldCase> field_cases(const QString& folder);

/// A case laid out in a folder of its own: `case` (the copy) and `cwd` (where the engine runs).
class FieldRun {
public:
  explicit FieldRun(const FieldCase& field);
  /// Copies the folder and makes what `setup` asks for; a sentence when that fails.
  QString prepare();
  /// Runs the command and holds it against `expect`: empty when all of it holds, otherwise what does not.
  QString check();

private:
  QString place(const std::string& text) const; ///< {case}, {out}, {work} replaced
  QString make(const nlohmann::json& step);
  QString run();
  QString held(const nlohmann::json& expect) const;
  QString held(const std::string& key, const nlohmann::json& wanted) const;
  QString exit_held(const nlohmann::json& wanted) const;
  QString logits_held(const QString& path, const QString& expected) const;
  QString lines_held(const nlohmann::json& wanted) const;
  QString event_held(const nlohmann::json& wanted) const;
  QString words_held(const std::string& key, const nlohmann::json& wanted) const;
  QString after_held(const nlohmann::json& wanted) const;
  QString nothing_new() const;

  const FieldCase& m_field;
  QTemporaryDir m_folder;
  QStringList m_before; ///< what lay in the case before the command
  int m_code = -1;
  QString m_out, m_error;
};

} // namespace pareto::test
