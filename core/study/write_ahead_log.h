// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace pareto {

/// Whether the write-ahead log beside a SQLite file holds something that was committed and can no longer be read. SQLite takes
/// the first frame that does not fit its checksum for the end of the log, so that a flipped bit there loses all later results
/// without a word. A log that ends in the middle of a frame, or behind an unfinished transaction, is that of a killed writer
/// and sound. To be asked before the file is opened: opening may write the log back and empty it.
bool log_is_damaged(const std::string& database);

} // namespace pareto
