// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/study/study.h"
#include "ui/view_state.h"

#include <QString>

#include <nlohmann/json.hpp>

namespace pareto::ui {

/// Everything that makes a session what it is, measurements aside (the engine keeps those in the store): the document
/// as it stands, saved or not, and how it is looked at.
struct SessionState {
  Study study;
  QString file;       ///< of the document; empty = never saved
  QString store;      ///< where its results are
  bool dirty = false; ///< the document has changes that are not in `file`
  bool named = false; ///< a person chose the study's name (Document::isNamed)
  ViewState view;     ///< limits, sliders, axes, what is switched off; `running` is not part of it
};

nlohmann::json to_json(const SessionState& state);
/// Errors name the field.
Result<SessionState> session_state_from_json(const nlohmann::json& document, const std::string& file);

} // namespace pareto::ui
