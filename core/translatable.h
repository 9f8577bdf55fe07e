// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Marks an English text of core that the window shows translated. The text itself is unchanged; the translation tool
/// collects the marked ones under their context, where the window looks them up (ui/words/core_text.h).
#define PARETO_TEXT(context, text) text
