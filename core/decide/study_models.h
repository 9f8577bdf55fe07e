// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/model_evidence.h"

#include <string>
#include <unordered_map>

namespace pareto {

/// The models of a study at its precision by their ids, as a window asks for them hundreds of times a step. They lie
/// elsewhere and stay where they are; whoever sets another study, or opens a model again, fills this anew.
class StudyModels {
public:
  void clear();
  void add(const ModelEvidence& model); ///< one of an id
  const ModelEvidence* find(const std::string& id) const;
  bool contains(const std::string& id) const { return find(id) != nullptr; }
  /// Whether another one that was opened is called the same.
  bool shares_name(const std::string& id) const;

private:
  std::unordered_map<std::string, const ModelEvidence*> m_by_id;
  std::unordered_map<std::string, int> m_called; ///< how many that were opened have a name
};

} // namespace pareto
