// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace pareto {

/// Whether the write-ahead log beside a SQLite file holds something that was committed and can no longer be read.
/// SQLite takes the first frame that does not fit its checksum for the end of the log, so that a flipped bit there
/// loses all later results without a word. A log whose last frame alone does not fit is that of a writer that was
/// killed while it wrote it, and sound: a flipped bit there cannot be told from that. To be asked before the file is
/// opened: opening may write the log back and empty it.
bool log_is_damaged(const std::string& database);

} // namespace pareto
