// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/jsonpath.h"

#include <QJsonArray>
#include <QStringList>
#include <algorithm>

namespace tandem::fakes {

void set(QJsonObject &object, const QString &path, const QJsonValue &value)
{
    const qsizetype slash = path.indexOf('/');
    if (slash < 0) {
        object[path] = value;
        return;
    }
    QJsonObject inner = object[path.left(slash)].toObject();
    set(inner, path.mid(slash + 1), value);
    object[path.left(slash)] = inner;
}

QJsonValue without(const QJsonValue &value, const QStringList &names)
{
    const auto isNamed = [&](const QJsonValue &item) {
        return std::any_of(names.begin(), names.end(), [&](const QString &name) {
            return item["id"].toString().startsWith(name) || item["name"].toString().startsWith(name);
        });
    };
    if (value.isArray()) {
        QJsonArray kept;
        for (const QJsonValue &item : value.toArray()) {
            if (!isNamed(item))
                kept.append(without(item, names));
        }
        return kept;
    }
    if (value.isObject()) {
        QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            it.value() = without(it.value(), names);
        return object;
    }
    return value;
}

QJsonObject narrowed(const QJsonObject &attributes, const QString &fields)
{
    QJsonObject kept;
    for (const QString &path : fields.split(',', Qt::SkipEmptyParts)) {
        QJsonValue value = attributes;
        for (const QString &word : path.split('/'))
            value = value[word];
        if (!value.isUndefined())
            set(kept, path, value);
    }
    return kept;
}

} // namespace tandem::fakes
