// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/framing.h"

#include <string>

namespace tandem::rpc {

void LineReader::feed(QByteArrayView bytes)
{
    if (m_tooLong)
        return;
    // Lines that were taken leave the buffer when they are its larger half: each byte moves at most once for each
    // time that it was fed.
    if (m_begin > 0 && m_begin >= m_buffer.size() - m_begin) {
        m_buffer.remove(0, m_begin);
        m_scanned -= m_begin;
        m_begin = 0;
    }
    m_buffer.append(bytes);
}

std::optional<Result<QByteArray>> LineReader::next()
{
    if (!m_tooLong) {
        const qsizetype end = m_buffer.indexOf('\n', m_scanned);
        if (end < 0)
            m_scanned = m_buffer.size();
        qsizetype length = (end < 0 ? m_buffer.size() : end) - m_begin;
        if (length > 0 && m_buffer[m_begin + length - 1] == '\r')
            --length;
        if (length <= longestLine) {
            if (end < 0)
                return std::nullopt;
            QByteArray line = m_buffer.mid(m_begin, length);
            m_begin = m_scanned = end + 1;
            return line;
        }
        m_tooLong = true;
        m_buffer = {};
        m_begin = m_scanned = 0;
    }
    return fail(ErrorCode::BadMessage, {}, "a message is longer than " + std::to_string(longestLine) + " bytes");
}

} // namespace tandem::rpc
