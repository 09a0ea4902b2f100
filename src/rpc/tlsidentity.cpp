// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/tlsidentity.h"

#include "rpc/certificatemaker.h"
#include "rpc/objectreader.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace tandem::rpc {

namespace {

constexpr std::array<std::string_view, 5> roleNames{"viewer", "operator", "admin", "agent", "stranger"};
constexpr qint64 longestFile = 1024 * 1024;
constexpr const char *makeFix = "pair this program with the agents, or name the right directory by --identity";

std::string fingerprintOf(const QSslCertificate &certificate)
{
    return certificate.digest(QCryptographicHash::Sha256).toHex().toStdString();
}

Result<QByteArray> readWhole(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::BadFile, path, "cannot be read: " + file.errorString().toStdString(), makeFix);
    QByteArray bytes = file.read(longestFile + 1);
    if (bytes.size() > longestFile)
        return fail(ErrorCode::BadFile, path, "is larger than 1 MiB");
    return bytes;
}

Result<QByteArray> readKey(const std::string &path)
{
    struct stat info
    {
    };
    if (::stat(path.c_str(), &info) == 0 && (info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return fail(ErrorCode::BadFile, path, "is a private key that others may read", "chmod 0600 " + path);
    return readWhole(path);
}

bool isFingerprint(const std::string &text)
{
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

Result<Peer> peerFromJson(const QJsonObject &object)
{
    Peer peer;
    ObjectReader in(object, "peer");
    for (const char *key : {"name", "sha256", "role"})
        in.require(key);
    in.text("name", peer.name);
    in.text("sha256", peer.sha256);
    in.name("role", peer.role, roleOf);
    if (!isFingerprint(peer.sha256))
        in.refuse("sha256", "64 lower-case hex digits");
    return in.finish(std::move(peer));
}

Result<std::vector<Peer>> readPeers(const std::string &path)
{
    const auto bytes = readWhole(path);
    if (!bytes)
        return Failure(bytes.error());
    QJsonParseError parsed;
    const QJsonDocument document = QJsonDocument::fromJson(*bytes, &parsed);
    if (parsed.error != QJsonParseError::NoError)
        return fail(ErrorCode::BadFile, path,
                    "is not JSON, at byte " + std::to_string(parsed.offset) + ": " +
                        parsed.errorString().toStdString());
    if (!document.isArray())
        return fail(ErrorCode::BadFile, path, "must be a list of {\"name\",\"sha256\",\"role\"}");
    std::vector<Peer> peers;
    const QJsonArray array = document.array();
    for (const QJsonValue &item : array) {
        const auto peer = peerFromJson(item.toObject());
        if (!peer)
            return fail(ErrorCode::BadFile, path,
                        "entry " + std::to_string(peers.size() + 1) + ": " + peer.error().text);
        peers.push_back(*peer);
    }
    return peers;
}

Failure systemFailure(const std::string &path, int error)
{
    return fail(error == EACCES || error == EPERM ? ErrorCode::NotAllowed : ErrorCode::System, path,
                std::string("cannot be written: ") + std::strerror(error));
}

/// A program that was stopped between its key and its certificate, or a restore of one of them only.
Result<void> checkBothOrNone(const std::string &directory)
{
    const std::string certificate = directory + "/identity.crt";
    const std::string key = directory + "/identity.key";
    const bool hasCertificate = ::access(certificate.c_str(), F_OK) == 0;
    const bool hasKey = ::access(key.c_str(), F_OK) == 0;
    if (hasKey && !hasCertificate)
        return fail(ErrorCode::BadFile, key, "is a key without its certificate, identity.crt beside it",
                    "restore identity.crt, or remove identity.key to have both made anew");
    if (hasCertificate && !hasKey)
        return fail(ErrorCode::BadFile, certificate, "is a certificate without its key, identity.key beside it",
                    "restore identity.key, or remove identity.crt to have both made anew");
    return {};
}

/// Never over an existing file, with its mode from the first moment.
Result<void> writeNew(const std::string &path, const QByteArray &bytes, mode_t mode)
{
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0)
        return systemFailure(path, errno);
    const ssize_t written = ::write(fd, bytes.constData(), static_cast<std::size_t>(bytes.size()));
    const int writeError = written < 0 ? errno : ENOSPC;
    const bool whole = written == bytes.size() && ::fsync(fd) == 0;
    ::close(fd);
    if (whole)
        return {};
    ::unlink(path.c_str());
    return systemFailure(path, writeError);
}

} // namespace

std::string_view nameOf(Role role)
{
    return roleNames.at(static_cast<std::size_t>(role));
}

std::optional<Role> roleOf(std::string_view name)
{
    for (std::size_t i = 0; i < static_cast<std::size_t>(Role::Stranger); ++i)
        if (roleNames[i] == name)
            return static_cast<Role>(i);
    return std::nullopt;
}

std::string TlsIdentity::fingerprint() const
{
    return fingerprintOf(certificate);
}

std::optional<Peer> TlsIdentity::peerOf(const QSslCertificate &other) const
{
    if (other.isNull())
        return std::nullopt;
    const std::string digest = fingerprintOf(other);
    for (const Peer &peer : peers)
        if (peer.sha256 == digest)
            return peer;
    return std::nullopt;
}

Result<TlsIdentity> loadIdentity(const std::string &directory)
{
    const std::string certificatePath = directory + "/identity.crt";
    const std::string keyPath = directory + "/identity.key";
    if (const auto half = checkBothOrNone(directory); !half)
        return Failure(half.error());
    const auto certificatePem = readWhole(certificatePath);
    if (!certificatePem)
        return Failure(certificatePem.error());
    const auto keyPem = readKey(keyPath);
    if (!keyPem)
        return Failure(keyPem.error());
    const QList<QSslCertificate> certificates = QSslCertificate::fromData(*certificatePem, QSsl::Pem);
    if (certificates.isEmpty() || certificates.first().isNull())
        return fail(ErrorCode::BadFile, certificatePath, "holds no certificate in PEM form");
    const QSslKey key(*keyPem, QSsl::Ec, QSsl::Pem, QSsl::PrivateKey);
    if (key.isNull())
        return fail(ErrorCode::BadFile, keyPath, "holds no private EC key in PEM form");
    if (!belongTogether({*certificatePem, *keyPem}))
        return fail(ErrorCode::BadFile, keyPath, "is not the key of identity.crt beside it",
                    "restore the pair that belongs together");
    auto peers = readPeers(directory + "/peers.json");
    if (!peers)
        return Failure(peers.error());
    return TlsIdentity{certificates.first(), key, std::move(*peers)};
}

Result<void> writePeers(const std::string &directory, const std::vector<Peer> &peers)
{
    QJsonArray list;
    for (const Peer &peer : peers) {
        const auto role = nameOf(peer.role);
        list.append(QJsonObject{{"name", QString::fromStdString(peer.name)},
                                {"sha256", QString::fromStdString(peer.sha256)},
                                {"role", QString::fromUtf8(role.data(), static_cast<qsizetype>(role.size()))}});
    }
    QSaveFile file(QString::fromStdString(directory + "/peers.json"));
    const QByteArray bytes = QJsonDocument(list).toJson();
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return fail(ErrorCode::System, file.fileName().toStdString(),
                "cannot be written: " + file.errorString().toStdString());
}

Result<void> createIdentity(const std::string &directory, const std::string &name)
{
    std::error_code made;
    if (std::filesystem::create_directories(directory, made); made)
        return fail(ErrorCode::NotAllowed, directory, "cannot be made: " + made.message());
    const auto pair = makeCertificate(name);
    if (!pair)
        return Failure(pair.error());
    const std::string crt = directory + "/identity.crt";
    if (::access(crt.c_str(), F_OK) == 0)
        return fail(ErrorCode::InUse, crt, "is there already", "remove identity.crt and identity.key to make new ones");
    if (const auto half = checkBothOrNone(directory); !half)
        return half;
    if (auto key = writeNew(directory + "/identity.key", pair->keyPem, 0600); !key)
        return key;
    if (auto certificate = writeNew(crt, pair->certificatePem, 0644); !certificate)
        return certificate;
    const std::string peers = directory + "/peers.json";
    return ::access(peers.c_str(), F_OK) == 0 ? Result<void>{} : writeNew(peers, "[]\n", 0644);
}

} // namespace tandem::rpc
