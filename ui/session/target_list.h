// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/targets/targets.h"

#include <QString>

#include <functional>
#include <memory>

class QObject;

namespace pareto::ui {

/// The machines that ship with this program and how fast they are, read once. Without any where the resources are
/// broken: then there is nothing to choose.
const std::shared_ptr<const Targets>& targetList();

/// How many published runs lay outside a band that was made without their machine. Counted once, on a thread of its own
/// (about half a second); `then` is called on the thread of `receiver`, at once where it is known, and never after its
/// end.
void askCoverage(QObject* receiver, std::function<void(const CoverageFacts&)> then);

/// The ISO day of the catalogue's data sheets; empty without one.
QString dayOfDataSheets();

} // namespace pareto::ui
