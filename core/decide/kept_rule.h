// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/comparison.h"

#include <nlohmann/json.hpp>

#include <string>

namespace pareto {

/// What a document holds beside its study of how one chooses: written by the window, read by it and by the engine, so
/// that both give the same answer to one file. Nothing that is measured depends on it.
struct KeptRule {
  Limits limits = default_limits();
  Goal goal = Goal::ShortestWait;
  std::string task{}; ///< empty = one is found (task_of())
};

/// Of a document without it, or of another version's as far as it is understood, the program's own.
KeptRule kept_rule_from(const nlohmann::json& document);
/// One chooses by it from now on.
void follow(Comparison& comparison, KeptRule rule);
/// Adds what differs from the program's own: where nobody chose anything, earlier versions read the document.
void keep_rule(nlohmann::json& document, const KeptRule& rule);

} // namespace pareto
