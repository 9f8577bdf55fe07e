// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/view_state.h"

#include <QString>
#include <QStringList>

#include <map>

namespace pareto::ui {

/// What follows from a comparison, for the panel that decides: statements of core/decide in words.
struct Conclusions {
  QString line;        ///< one sentence, or what is missing to say one
  QString rule;        ///< by which it is chosen
  QStringList ranking; ///< the shortlist: one line a model, best group first
  QStringList models;  ///< ids in the order of `ranking`
};
Conclusions conclusionsOf(const Evidence& evidence, const ViewState& view);

/// "Excludes Mamba-2.": who fails each limit; a limit that keeps nobody out is not in it.
std::map<Metric, QString> excludedBy(const Evidence& evidence, const ViewState& view);

} // namespace pareto::ui
