// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <optional>

namespace tandem::rpc {

/// One message a line, its line break not counted. A longer one ends the connection.
inline constexpr qsizetype longestLine = 1024 * 1024;

/// Cuts a stream of bytes into lines. Pure; keeps at most one unfinished line and what was fed last. Each byte is
/// looked at once and moved a bounded number of times, however it was cut into pieces.
class LineReader
{
public:
    void feed(QByteArrayView bytes);

    /// The next complete line without its "\n" (or "\r\n"); nothing until more bytes come. BadMessage when a line is
    /// too long: it comes once all earlier lines were taken, and stays.
    std::optional<Result<QByteArray>> next();

    /// Bytes kept.
    qsizetype pending() const { return m_buffer.size() - m_begin; }

private:
    QByteArray m_buffer;
    qsizetype m_begin = 0;   ///< of the first line not taken yet
    qsizetype m_scanned = 0; ///< no line break in [m_begin, m_scanned)
    bool m_tooLong = false;
};

} // namespace tandem::rpc
