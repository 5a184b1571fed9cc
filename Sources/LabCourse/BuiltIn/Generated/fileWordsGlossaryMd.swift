// swift-format-ignore-file
// Made by embed.py out of Labs/words/glossary.md. Change that, and run embed.py.

extension BuiltInLabs {
    static let fileWordsGlossaryMd = text(
###"""
# Words

The words of the labs in both languages: the one source. `kmslab lab lint` flags in Japanese texts what stands in the last
column. At its first use in a lab a term has the English in brackets.

| English | 日本語 | not |
|---|---|---|
| access control | アクセス制御 | アクセスコントロール |
| account | アカウント | |
| additional authenticated data (AAD) | 追加認証データ | 付加認証データ |
| administrator | 管理者 | アドミニストレーター |
| alias | エイリアス | 別名 |
| asymmetric key | 非対称鍵 | 公開鍵方式の鍵 |
| audit | 監査 | |
| auditor | 監査人 | |
| AWS managed key | AWS マネージドキー | AWS 管理キー |
| AWS owned key | AWS 所有のキー | |
| bucket | バケット | バケツ |
| bucket key | バケットキー | |
| bucket policy | バケットポリシー | |
| bypass | バイパス | |
| ciphertext | 暗号文 | |
| client-side encryption | クライアント側暗号化 | クライアントサイド暗号化 |
| compliance mode | コンプライアンスモード | 遵守モード |
| condition key | 条件キー | 条件鍵 |
| customer managed key | カスタマーマネージドキー | カスタマー管理キー |
| data key | データキー | データ鍵, データー鍵 |
| decrypt | 復号する | 復号化, 暗号解除 |
| default retention | 既定の保持期間 | デフォルト保持 |
| delegation | 委任 | |
| delete marker | 削除マーカー | |
| encrypt | 暗号化する | |
| encryption at rest | 保管時の暗号化 | |
| encryption context | 暗号化コンテキスト | 暗号コンテキスト |
| encryption in transit | 転送時の暗号化 | |
| envelope encryption | エンベロープ暗号化 | 封筒暗号化 |
| event | イベント | |
| explicit deny | 明示的な拒否 | |
| fork (of a world) | 分岐した世界 | フォークした世界 |
| governance mode | ガバナンスモード | 統治モード |
| grant | グラント | 許可証 |
| header | ヘッダー | ヘッダ情報 |
| HMAC key | HMAC 鍵 | |
| identity policy | アイデンティティポリシー | |
| initialization vector (IV) | 初期化ベクトル | 初期化ベクター |
| key | 鍵 | |
| key material | 材料 (key material) | 鍵素材 |
| key policy | キーポリシー | 鍵ポリシー |
| KMS key | KMS キー | CMK, カスタマーマスターキー, マスターキー |
| legal hold | リーガルホールド | 法的保留 |
| nonce | ノンス | 使い捨て乱数 |
| object | オブジェクト | |
| Object Lock | オブジェクトロック | オブジェクトの施錠 |
| on-demand rotation | オンデマンドローテーション | |
| permission | 許可, 権限 | パーミッション |
| plaintext | 平文 | プレーンテキスト |
| policy | ポリシー | 方針書 |
| principal | プリンシパル | 主体 |
| re-encrypt | 包み直す, 暗号化し直す | 再暗号化する |
| retention period | 保持期間 | 保存期間 |
| role | ロール | 役割 |
| root user | ルートユーザー | ルート利用者 |
| rotation | ローテーション | 鍵の回転 |
| seal | 封をする | シールする |
| server-side encryption | サーバー側暗号化 | サーバーサイド暗号化, サーバ側 |
| statement (of a policy) | 文 (statement) | ステートメント |
| tag (of AES-GCM) | タグ | 認証札 |
| tamper detection | 改ざん検知 | 改竄検知 |
| trail | 証跡 | トレイル |
| undo | 元に戻す | アンドゥ |
| version | バージョン | 版数 |
| workspace | 作業場所 | ワークスペース |
| wrapped data key | 暗号化されたデータキー, 包まれたデータキー | ラップされたデータキー |

"""###)
}
