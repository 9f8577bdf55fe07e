// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/monitor/monitor.h"
#include "core/decide/words/voice.h"

#include <string>

namespace pareto {

/// "2 of 31 became worse, 1 became better, 28 show no decisive difference."
std::string monitor_headline(const Voice& voice, const Monitoring& monitoring);
/// "mamba2@1.3b, f16 on cpu: a token at 2,048 tokens, 8 at once, takes 1.21 times as long (1.12–1.31): 61.2 ms, 50.5
/// ms before"
std::string change_text(const Voice& voice, const Change& change);

} // namespace pareto
