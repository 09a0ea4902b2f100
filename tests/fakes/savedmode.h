// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include <QString>
#include <optional>

namespace tandem::fakes {

/// `passive` as MaxScale saves it: in a file that a kill -9 does not lose and that wins over the command line.
class SavedMode
{
public:
    /// Without a directory nothing is kept.
    explicit SavedMode(QString directory);

    /// Nothing where none was saved yet.
    std::optional<bool> load() const;
    Result<void> save(bool passive) const;
    QString path() const { return m_path; }

private:
    QString m_path; ///< empty: not kept
};

} // namespace tandem::fakes
